import type { Facts } from '../../model/facts.js';

/** A registry, and the path of a mirror in front of Docker's own images. */
const REGISTRY = /^(?:localhost|[^/]*[.:][^/]*)\/(?:.*\/(?=library\/))?/u;
/** Images that their publishers keep for everyone: what is in them is not the project's. */
const PUBLIC_IMAGES =
  /^(?:library\/)?(?:debian|ubuntu|alpine|node|python|golang|rust|ruby|php|eclipse-temurin|amazoncorretto|busybox|fedora|rockylinux|almalinux|oraclelinux|amazonlinux|bash|buildpack-deps|bitnami\/[^/]+|oven\/bun|denoland\/deno|distroless\/[^/]+|astral-sh\/uv|dotnet\/[^/]+|ubi[89](?:\/[^/]+)?|chainguard\/[^/]+)(?::|@|$)/u;

/** Whether a reference is of a public base image, whatever registry or mirror it comes from. */
export const isPublicImage = (reference: string): boolean => PUBLIC_IMAGES.test(reference.replace(REGISTRY, ''));

/** How many layers belong to the base, and how many of them nobody needs to search for the project's secrets. */
export function baseLayers(
  base: Facts['baseImage'] | undefined,
  instructions: readonly string[],
): { fromBase: number; public: number } {
  if (base !== undefined && base.matched !== undefined)
    return { fromBase: base.matchedLayers, public: isPublicImage(base.matched) ? base.matchedLayers : 0 };
  // An unknown base: its file system comes in one piece, unlike what a Dockerfile on `scratch` puts together.
  const [first = 'COPY'] = instructions;
  const imported = /^\s*$|^#|^bazel|\bADD (?:file|rootfs|[\w.-]*root\S*)\S* (?:in )?\/|^ADD .*\.tar\S* \//u.test(first);
  return { fromBase: imported ? 1 : 0, public: 0 };
}
