/** Schemas that many routes share, so that a limit or a coordinate means the same everywhere. */
import bytes from 'bytes';
import { z } from 'zod';

/**
 * Bytes of a size as settings have it: `20mb`.
 *
 * @throws RangeError when it is none
 */
export function bytesOf(size: unknown): number {
  const count = bytes.parse(String(size));
  if (count === null) throw new RangeError(`Not a size: ${size}`);
  return count;
}

/** A whole number in a query string; `Number('')` and `1e3` are not numbers here. */
export function queryInteger(minimum: number, maximum: number) {
  return z
    .string()
    .regex(/^-?\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(minimum).max(maximum))
    .meta({ override: { type: 'integer', minimum, maximum, pattern: undefined } });
}

/** `a,b,c` in a query string: one or more of the given kind, at most 20. */
export function queryList<T extends z.ZodType<unknown, string>>(item: T) {
  return z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(item).min(1).max(20))
    .meta({
      override: { type: 'array', items: jsonSchemaOf(item), minItems: 1, maxItems: 20 },
      param: { style: 'form', explode: false },
    });
}

function jsonSchemaOf(schema: z.ZodType) {
  const { $schema: _, ...rest } = z.toJSONSchema(schema);
  return rest as object;
}

/** In words of the guides, whatever zod calls it. */
export const uuid = z.guid({
  error: ({ code }) => (code === 'invalid_format' ? 'must be a UUID' : undefined),
});

/** Parameters that every list takes. */
export const pageParameters = {
  limit: queryInteger(1, 100)
    .optional()
    .meta({
      override: { type: 'integer', minimum: 1, maximum: 100, default: 20, pattern: undefined },
    }),
  cursor: z.string().min(1).max(1024).optional().describe('From `meta.next_cursor`.'),
};

export const DEFAULT_LIMIT = 20;

/** A position in a query string: `latitude,longitude` in degrees (WGS 84). */
export const queryPosition = z
  .string()
  .regex(/^-?\d{1,3}(\.\d{1,15})?,-?\d{1,3}(\.\d{1,15})?$/, 'must be latitude,longitude')
  .transform((text) => {
    const [latitude, longitude] = text.split(',').map(Number);
    return { latitude, longitude };
  })
  .pipe(
    z.object({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) }),
  )
  .meta({ override: { type: 'string', example: '59.9343,30.3351' } });

/** Text that a person typed: trimmed, without control characters, in one Unicode form (NFC). */
export function text(minimum: number, maximum: number) {
  return z
    .string()
    .normalize('NFC')
    .trim()
    .min(minimum)
    .max(maximum)
    .regex(/^(?:[\n\r\t]|\P{Cc})*$/u, 'must not hold control characters');
}

/** The body of a list. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.object({
    data: z.array(item),
    meta: z.object({
      next_cursor: z.string().nullable().describe('For the next page; null on the last.'),
    }),
  });
}

/** The body of a single thing. */
export function dataOf<T extends z.ZodType>(item: T) {
  return z.object({ data: item });
}
