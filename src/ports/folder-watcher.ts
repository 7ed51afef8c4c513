/** Notices that something in folders changes. What it was is for its reader to find out: events of file systems are hints. */
export interface FolderWatcher extends Disposable {
  /**
   * Watches exactly these from now on, absolute and each by itself, not what is below it. A folder that was not watched before
   * counts as a change: something may have happened in it meanwhile.
   */
  watch(folders: readonly string[], onChange: () => void): void;
}
