import { inheritedVariables } from '../../targets/command.js';

/** Where files may be put, and what it takes to reach a network. */
const REACHING =
  /^(?:tmpdir|appdata|localappdata|xdg_cache_home|(?:https?|no|all)_proxy|node_use_env_proxy|node_extra_ca_certs|node_use_system_ca|ssl_cert_(?:file|dir))$/iu;
/** Its settings, and the token that a `.npmrc` may ask for. */
const OF_NPM = /^npm_/iu;

type Variables = Readonly<Record<string, string | undefined>>;

/** The variables of the suite: those of this process hold the tokens and the secrets that the server is asked with. */
export const suiteVariables = (environment: Variables): Record<string, string> => ({
  ...inheritedVariables(environment),
  ...named(environment, (name) => REACHING.test(name)),
});

/** The variables of the npm that installs it. */
export const npmVariables = (environment: Variables): Record<string, string> => ({
  ...suiteVariables(environment),
  ...named(environment, (name) => OF_NPM.test(name)),
});

const named = (environment: Variables, wanted: (name: string) => boolean): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value !== undefined && wanted(name) ? [[name, value]] : [],
    ),
  );
