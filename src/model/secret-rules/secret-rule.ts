import type { SecretFinding } from '../facts/image.js';

export type SecretPlace = SecretFinding['place'];

/**
 * One kind of secret, as data. `pattern` is global and linear: every quantifier is bounded or cannot overlap what follows.
 * Group `value` is the secret; without it the whole match is.
 */
export interface SecretRule {
  readonly id: string;
  /** A noun phrase with its article, as a message uses it: `a GitHub token`. */
  readonly title: string;
  /** Sources of expressions, one of which stands in every match: all of them together are the pre-filter. */
  readonly anchors: readonly string[];
  readonly pattern: RegExp;
  /** Shannon entropy in bits a character that the value must have. */
  readonly minEntropy?: number;
  /** Everywhere when absent. */
  readonly places?: readonly SecretPlace[];
  /** Files in which the rule holds; all when absent. Other places are not concerned. */
  readonly path?: RegExp;
  /** Files in which a match means nothing. */
  readonly notPath?: RegExp;
  /**
   * It holds in files that are no text as well: in runs of their characters, for shapes that no program has by chance, or (only there)
   * in the bytes from their beginning.
   */
  readonly binary?: 'runs' | 'bytes';
  /** The value is base64 of something that may hold a secret: what is inside is what is found. */
  readonly wrapped?: true;
  /** What the claims of a JSON Web Token must say, as JSON without spaces. */
  readonly claims?: RegExp;
  /** Values that look right and are none: published examples. */
  readonly nearMiss?: RegExp;
}

/** Keys and accounts that packages ship to test or explain themselves with. */
export const OF_DEPENDENCIES =
  /\/(?:node_modules|site-packages|dist-packages|perl5?|gems|pkg\/mod|usr\/(?:local\/)?(?:lib\/)?go(?:-[\d.]+)?|registry\/src|lib\/python3[\d.]*)\/(?:.*\/)?(?:(?:tests?|__tests__|testdata|test[_-](?:data|certs?|suite)|fixtures?|examples?|docs?|man|spec)\/|(?:tests?|test_[^/]*|[^/]*[._-](?:tests?|spec)|conftest)\.[a-z]{1,4}$|[^/]*\.(?:md|markdown|rst|d\.[cm]?ts)$)|\/usr\/(?:local\/)?share\/(?:doc|man|info)\//u;
/** Files that a person writes settings into. */
export const SETTINGS_FILE =
  /(?:^|\/)(?:\.env[^/]*|[^/]+\.env|env|[^/]+\.(?:ya?ml|json|toml|ini|cfg|conf|config|properties|xml))$|\/\.git\/config$|\/\.git-credentials$|\/\.(?:pip\/pip\.conf|pypirc|yarnrc(?:\.yml)?|npmrc)$/u;
export const IN_DEPENDENCIES = /\/(?:node_modules|site-packages|dist-packages)\/|\/usr\/(?:share|lib)\//u;
