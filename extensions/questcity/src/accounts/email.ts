/** E-mail addresses: what may be one. */
import { z } from 'zod';
import { InvalidPayloadError } from '../kernel/errors.ts';

/**
 * Letters of any script, since addresses have them; none of the characters with which one text could
 * be read as several addresses or as a header.
 */
const FORBIDDEN = String.raw`\s@"'<>(),:;\\[\]\p{Cc}`;
const LABEL = `[^.${FORBIDDEN}]`;
const ADDRESS = new RegExp(`^[^${FORBIDDEN}]{1,64}@(?:${LABEL}+\\.)+${LABEL}{2,63}$`, 'u');

const Email = z
  .string()
  .trim()
  .max(128)
  .regex(ADDRESS)
  .refine((text) => text === text.normalize('NFKC'));

/**
 * An address as it is stored: as it was typed, without space around it.
 * @throws InvalidPayloadError when it is none, or holds a character that folds to another (the Kelvin
 *   sign to k), with which one address could pass for another
 */
export function emailOf(text: unknown): string {
  const parsed = Email.safeParse(text);
  if (!parsed.success) throw new InvalidPayloadError({ reason: '"email" must be a valid email' });
  return parsed.data;
}
