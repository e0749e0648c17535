/** The server that the examples talk to, unless they are told of another. */
import { readSettings } from '../../directus.config.ts';
import { localUrl } from '../start/local-url.ts';
import { runningSession } from '../start/session.ts';

export interface DemoServer {
  readonly url: string;
  /** Of the demo accounts. */
  readonly password: string;
}

/**
 * The server of `npm start` in this clone; if none runs, where it would by the settings.
 *
 * @throws {SettingsError}
 */
export function ownServer(): DemoServer {
  const settings = readSettings();
  return {
    url: runningSession()?.localUrl ?? localUrl(settings),
    password: settings.DEMO_PASSWORD,
  };
}
