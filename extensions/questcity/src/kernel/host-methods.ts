/** Rules put into methods of Directus's services, where all its doors meet, and functions of Directus. */
import { createRequire } from 'node:module';

// biome-ignore lint/suspicious/noExplicitAny: methods of the host, which have no published types
export type HostMethod = (this: any, ...args: any[]) => Promise<any>;

/**
 * Replaces a method of a service for all its users.
 * @throws Error when it is not there, as after an update of Directus
 */
export function replaceMethod(
  service: unknown,
  name: string,
  make: (original: HostMethod) => HostMethod,
): void {
  const { prototype } = service as { prototype: Record<string, unknown> };
  const original = prototype[name];
  if (typeof original !== 'function') {
    throw new Error(`Directus's services have changed: there is no ${name}`);
  }
  prototype[name] = make(original as HostMethod);
}

/**
 * A function of Directus that it hands to no extension.
 *
 * @param path of its module in @directus/api, in which nothing is awaited at the top level
 * @throws Error when it is not there, as after an update of Directus
 */
export function hostFunction(path: string, name: string): unknown {
  const found = createRequire(import.meta.url)(`@directus/api/${path}`)[name];
  if (typeof found !== 'function') {
    throw new Error(`Directus has changed: there is no ${name} in ${path}`);
  }
  return found;
}
