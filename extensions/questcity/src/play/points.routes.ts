/** What a point's tool shows, and the file that a point gives out. */
import { z } from 'zod';
import { dataOf } from '../kernel/fields.ts';
import { route } from '../kernel/route.ts';
import * as points from './points.service.ts';
import { PointParams } from './sessions.schema.ts';

const NO_SUCH_POINT = {
  status: 404,
  code: 'NOT_FOUND',
  when: 'The caller is no member of such a session, or the point is not open.',
};

/** A number in a query string, in degrees or metres. */
function queryNumber(minimum: number, maximum: number) {
  return z
    .string()
    .regex(/^-?\d{1,8}(\.\d{1,15})?$/, 'must be a number')
    .transform(Number)
    .pipe(z.number().min(minimum).max(maximum))
    .meta({ override: { type: 'number', minimum, maximum, pattern: undefined } });
}

export const RadarQuery = z.strictObject({
  latitude: queryNumber(-90, 90),
  longitude: queryNumber(-180, 180),
  accuracy: queryNumber(0, 10_000_000).optional().describe('Metres.'),
});

const Radar = z
  .discriminatedUnion('reveals', [
    z.object({ reveals: z.literal('nothing') }),
    z.object({
      reveals: z.literal('proximity'),
      level: z.int().nullable().describe('1, at the edge of the range, to 5, here.'),
    }),
    z.object({
      reveals: z.literal('bearing'),
      bearing: z
        .number()
        .nullable()
        .describe('Degrees clockwise from true north; null also when the place is here.'),
    }),
    z.object({
      reveals: z.literal('distance'),
      distance: z.number().nullable().describe('Metres, in steps; 0 when the place is here.'),
    }),
    z.object({
      reveals: z.literal('location'),
      location: z.object({ latitude: z.number(), longitude: z.number() }).nullable(),
    }),
  ])
  .describe('A value is null when the place is out of the tool’s range.')
  .meta({ id: 'Radar' });

export const pointRoutes = [
  route({
    method: 'get',
    path: '/sessions/:id/points/:pointId/file',
    access: 'player',
    name: 'getSessionPointFile',
    tag: 'Play',
    summary: 'The file of a point, once it is released',
    description:
      'A file to download is released on arrival, an artifact when it is picked up, any other with the point itself.',
    params: PointParams,
    file: true,
    errors: [NO_SUCH_POINT],
    handle: ({ params }, call) => points.openPointFile(call, params.id, params.pointId),
  }),
  route({
    method: 'get',
    path: '/sessions/:id/points/:pointId/radar',
    access: 'player',
    name: 'readRadar',
    tag: 'Play',
    summary: 'What the point’s tool shows from a position',
    params: PointParams,
    query: RadarQuery,
    response: dataOf(Radar),
    errors: [NO_SUCH_POINT],
    handle: async ({ params, query }, call) => ({
      data: await points.readPointRadar(call, params.id, params.pointId, query),
    }),
  }),
];
