/** Rules put into methods of Directus's services, where all its doors meet. */

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
