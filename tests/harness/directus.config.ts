/**
 * The configuration of the servers under test: the project's own, read from the environment that the
 * harness gives them and never from this machine's `.env`.
 */
import { type DirectusValue, readSettings, toDirectus } from '../../directus.config.ts';

export default function directusConfig(
  environment: Record<string, string | undefined>,
): Record<string, DirectusValue> {
  return {
    ...toDirectus(readSettings(environment, {})),
    // A machine that runs several servers and a browser at once is always under pressure.
    PRESSURE_LIMITER_ENABLED: false,
  };
}
