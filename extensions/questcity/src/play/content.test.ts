import { expect, it } from 'vitest';
import { type PinnedPoint, partsOf } from './content.ts';

const point = (activity: PinnedPoint['activity'], divided: boolean): PinnedPoint => ({
  id: 'point',
  order: 1,
  name: 'Somewhere',
  activity,
  divided,
  places: [2, 1].map((part) => ({
    id: `place-${part}`,
    location: { coordinates: [30.3351, 59.9343] },
    detection_radius: 20,
    part,
  })),
});

it('only a divided artifact has parts: what else has several places is solved at any of them', () => {
  expect(partsOf(point('pick_up_artifact', true))).toEqual([1, 2]);
  expect(partsOf(point('pick_up_artifact', false))).toEqual([]);
  expect(partsOf(point('take_photo', true))).toEqual([]);
});
