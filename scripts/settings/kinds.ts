/** Kinds of values that settings have: each a zod schema from a variable's text to a typed value. */
import { z } from 'zod';

const text = z.string('must be set');

function parsed<T>(expectation: string, parse: (text: string) => T | undefined) {
  return text.transform((value, context): T => {
    const result = parse(value.trim());
    if (result !== undefined) return result;
    context.addIssue({ code: 'custom', message: `must be ${expectation}` });
    return z.NEVER;
  });
}

/** Any text. */
export const string = () => text;

/** One of the given words. */
export const oneOf = <const Words extends readonly string[]>(words: Words) =>
  parsed<Words[number]>(`one of ${words.join(', ')}`, (value) =>
    words.includes(value) ? value : undefined,
  );

/** true or false. */
export const flag = () =>
  parsed('true or false', (value) =>
    value === 'true' ? true : value === 'false' ? false : undefined,
  );

/** A whole number within bounds, both included. */
export const integer = (min: number, max: number) =>
  parsed(`a whole number from ${min} to ${max}`, (value) => {
    const number = Number(value);
    return /^\d+$/.test(value) && number >= min && number <= max ? number : undefined;
  });

/** A duration as Directus reads it. */
export const duration = () =>
  parsed('a number and a unit: 30s, 15m, 12h, 7d', (value) =>
    /^[1-9]\d{0,5}(ms|s|m|h|d)$/.test(value) ? value : undefined,
  );

/** A size as Directus reads it. */
export const bytes = () =>
  parsed('a number and a unit: 500kb, 20mb, 1gb', (value) =>
    /^[1-9]\d{0,5}(kb|mb|gb)$/.test(value) ? value : undefined,
  );

/** An absolute http or https address without a trailing slash. */
export const address = () =>
  parsed('an address that begins with http:// or https://', (value) => {
    const url = parseUrl(value);
    if (!url || !['http:', 'https:'].includes(url.protocol)) return undefined;
    return value.replace(/\/+$/, '');
  });

/** The address of a Redis server, with a database's number at most. */
export const redisAddress = () =>
  parsed('an address that begins with redis:// or rediss://', (value) => {
    const url = parseUrl(value);
    const good = url && /^rediss?:$/.test(url.protocol) && url.hostname !== '';
    return good && /^\/?\d*$/.test(url.pathname) && !url.search ? value : undefined;
  });

/** Values separated by commas, none of them empty. */
export const list = (
  expectation = 'values separated by commas',
  valid: (item: string) => boolean = () => true,
) =>
  parsed(expectation, (value) => {
    const items = value.split(',').map((item) => item.trim());
    return items.every((item) => item !== '' && valid(item)) ? items : undefined;
  });

/** Web origins: scheme, host and port only. */
export const origins = () =>
  list('origins separated by commas, each like https://app.example.com', (item) => {
    const url = parseUrl(item);
    return url !== undefined && url.origin === item && item !== 'null';
  });

/** Addresses to which links in mails may lead; an app's own scheme is fine. */
export const links = () =>
  list('addresses separated by commas', (item) => parseUrl(item) !== undefined);

/** An e-mail address, in lower case. */
export const email = () =>
  parsed('an e-mail address', (value) => {
    const result = z.email().safeParse(value.toLowerCase());
    return result.success ? result.data : undefined;
  });

/** Which proxies may say who the client is: none, how many there are, or their addresses. */
export const proxies = () =>
  parsed(
    'false, the number of proxies in front of the server, or their addresses separated by commas (true would believe anybody)',
    (value): false | number | string[] | undefined => {
      if (value === 'false') return false;
      if (/^[1-9]$/.test(value)) return Number(value);
      const items = value.split(',').map((item) => item.trim());
      return items.every(isNetwork) ? items : undefined;
    },
  );

function isNetwork(item: string): boolean {
  const [ip = '', bits] = item.split('/');
  return (
    (z.ipv4().safeParse(ip).success || z.ipv6().safeParse(ip).success) &&
    (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= 128))
  );
}

function parseUrl(value: string): URL | undefined {
  return URL.canParse(value) ? new URL(value) : undefined;
}
