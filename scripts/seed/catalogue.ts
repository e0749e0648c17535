/** Seeds categories, cities, pictures of tools, and quests with their points, places and merch. */
import { type Client, createMissing, createMissingEach, type Row } from './client.ts';
import { type Content, referenceId, referenceKey } from './content.ts';
import { fileId } from './files.ts';
import { geoJsonPoint } from './geo.ts';
import { demoId } from './ids.ts';
import type { Point, Quest } from './shapes.ts';

/** The id of a quest of the demo. */
export const questId = (key: string) => demoId('quest', key);

/** The id of a quest's point, counted from 1. */
export const pointId = (quest: string, order: number) => demoId('point', quest, order);

function pointRow(quest: Quest, point: Point, order: number, { reference }: Content): Row {
  const id = pointId(quest.key, order);
  const { file, places, tool, ...settings } = point;
  const kind = file && ('artifact' in file ? 'artifact' : 'handout');
  return {
    ...settings,
    id,
    order,
    tool: tool ? referenceId(reference.tools, tool) : null,
    file: kind ? fileId(kind, quest.key, order) : null,
    reference_photo:
      point.photo_kind === 'photo_matching' ? fileId('reference', quest.key, order) : null,
    divided: places.length > 1,
    places: places.map((place, i) => ({
      id: demoId('place', quest.key, order, i + 1),
      location: geoJsonPoint(place.at),
      detection_radius: place.radius,
      ...(place.random && { random_occurrence_radius: place.random }),
      ...(place.inaccuracy && { interaction_inaccuracy: place.inaccuracy }),
      ...(place.height !== undefined && { height: place.height }),
      ...(place.part && { part: place.part }),
    })),
  };
}

/** A quest with everything in it, as one nested item. */
export function questRow(quest: Quest, content: Content): Row & { id: string } {
  const {
    key,
    city,
    category,
    vehicle,
    cover: _cover,
    skyline: _skyline,
    mentor,
    ...fields
  } = quest;
  return {
    ...fields,
    id: questId(key),
    image: fileId('cover', key),
    mentor_preference: mentor ? fileId('mentor', key) : null,
    city: demoId('city', city),
    category: demoId('category', category),
    vehicle: referenceId(content.reference.vehicles, vehicle),
    points: quest.points.map((point, i) => pointRow(quest, point, i + 1, content)),
    merch: quest.merch.map(({ icon: _icon, ...article }, i) => ({
      ...article,
      id: demoId('merch', key, i + 1),
      image: fileId('merch', key, i + 1),
      sort: i + 1,
    })),
  };
}

/** Gives the tools of the reference data their pictures, unless they have some. */
async function paintTools(client: Client, { reference }: Content): Promise<number> {
  const keys = new Map(reference.tools.map((tool) => [tool.id, referenceKey(tool)]));
  const rows = await client.find('/items/tools', [...keys.keys()], ['id', 'image']);
  const bare = rows
    .filter(({ image }) => image === null)
    .map(({ id }) => ({ id, image: fileId('tool', keys.get(String(id)) ?? '') }));
  await client.update('/items/tools', bare);
  return bare.length;
}

/**
 * Seeds the catalogue; its files must be there already.
 *
 * @returns How many rows were created or completed.
 */
export async function seedCatalogue(client: Client, content: Content): Promise<number> {
  let done = await paintTools(client, content);
  done += await createMissing(
    client,
    '/items/categories',
    content.categories.map(({ key, name, sort }) => ({
      id: demoId('category', key),
      name,
      sort,
      image: fileId('category', key),
    })),
  );
  done += await createMissing(
    client,
    '/items/cities',
    content.cities.map(({ key, name, centre, time_zone }) => ({
      id: demoId('city', key),
      name,
      time_zone,
      location: geoJsonPoint(centre),
    })),
  );
  done += await createMissingEach(
    client,
    '/items/quests',
    content.quests.map((quest) => questRow(quest, content)),
  );
  return done;
}
