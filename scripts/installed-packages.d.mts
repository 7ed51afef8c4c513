export declare function whyInstall(folder: string): string | undefined;
