/**
 * What a row of the catalogue may hold, whoever writes it. Whether a quest is complete enough to be
 * published is the matter of the next migration.
 */
import { type Index, migration, type Rule } from './kit.ts';

/** Unique among the collection's rows; case, Unicode form and ё/е make no difference. */
function uniqueName(on: string, thing: string): Index {
  return {
    on,
    name: `${on}_name_unique`,
    using: '(questcity.fold(name))',
    unique: true,
    message: `There is already a ${thing} of this name: choose another name`,
  };
}

function namePresent(on: string): Rule {
  return {
    on,
    name: `${on}_name_present`,
    rule: `check (name ~ '[^[:space:]]')`,
    message: 'Give it a name',
  };
}

function range(on: string, column: string, from: number, to: number, unit: string): Rule {
  return {
    on,
    name: `${on}_${column}_range`,
    rule: `check (${column} between ${from} and ${to})`,
    message: `${column.replaceAll('_', ' ')} must be from ${from} to ${to}${unit}`,
  };
}

function oneOf(on: string, column: string, values: string[]): Rule {
  return {
    on,
    name: `${on}_${column}_known`,
    rule: `check (${column} in (${values.map((value) => `'${value}'`).join(', ')}))`,
    message: `${column.replaceAll('_', ' ')} must be one of: ${values.join(', ')}`,
  };
}

function location(on: string): Rule {
  return {
    on,
    name: `${on}_location_point`,
    rule: 'check (questcity.is_geojson_point(location))',
    message:
      'The location must be one point on the map: longitude from -180 to 180, latitude from -90 to 90',
  };
}

/** IANA names only: an offset such as UTC+3 knows no daylight saving and reads the wrong way round. */
const checkCity = `
create or replace function questcity.check_city() returns trigger language plpgsql as $$
begin
  new.location := questcity.single_point(new.location);
  if tg_op = 'UPDATE' and new.time_zone = old.time_zone then
    return new;
  end if;
  if not exists (select from pg_timezone_names where name = new.time_zone) then
    perform questcity.refuse('cities_time_zone_known',
      'Choose a time zone by its IANA name, such as Europe/Madrid', 'cities', 'time_zone');
  end if;
  return new;
end $$`;

/**
 * The map of the admin app lets one draw a second marker on a field for one, and then sends both as
 * a GeometryCollection: the last one drawn is meant. Everything else is left to the check.
 */
const singlePoint = `
create or replace function questcity.single_point(location json) returns json
language sql immutable parallel safe return
  case when json_typeof(location) = 'object' and location ->> 'type' = 'GeometryCollection'
         and json_typeof(location -> 'geometries') = 'array'
       then coalesce(location -> 'geometries' -> -1, location)
       else location end`;

const placeLocation = `
create or replace function questcity.normalise_place() returns trigger language plpgsql as $$
begin
  new.location := questcity.single_point(new.location);
  return new;
end $$`;

/** A point saved without an order, as the admin app does inside a quest, goes to the end. */
const pointOrder = `
create or replace function questcity.order_point() returns trigger language plpgsql as $$
begin
  if coalesce(new."order", 0) = 0 then
    -- The lock makes two editors who add a point at once take turns.
    perform from public.quests where id = new.quest for no key update;
    select coalesce(max("order"), 0) + 1 into new."order" from public.points where quest = new.quest;
  end if;
  return new;
end $$`;

export const { up, down } = migration({
  needs: [
    'quests',
    'points',
    'places',
    'merch',
    'categories',
    'cities',
    'vehicles',
    'activities',
    'tools',
  ],
  before: [
    // Directus makes 32-bit columns of its type float: a position would be off by metres.
    `alter table public.quests
       alter column start_latitude type double precision,
       alter column start_longitude type double precision`,
  ],
  functions: [singlePoint, checkCity, placeLocation, pointOrder],
  rules: [
    namePresent('quests'),
    oneOf('quests', 'status', ['draft', 'in_review', 'published', 'archived']),
    oneOf('quests', 'level', ['easy', 'medium', 'hard']),
    oneOf('quests', 'mileage', ['5_10', '10_30', '30_100', 'over_100']),
    range('quests', 'group_size', 1, 4, ' players'),
    {
      on: 'quests',
      name: 'quests_timeframe_known',
      rule: 'check (timeframe in (1, 3, 10, 24))',
      message: 'timeframe must be 1, 3, 10 or 24 hours, or empty for none',
    },
    range('quests', 'cost', 0, 1_000_000, ' credits'),
    range('quests', 'reward', 0, 1_000_000, ' credits'),
    range('quests', 'pay_extra', 0, 1_000_000, ' credits'),

    {
      on: 'points',
      name: 'points_order_positive',
      rule: 'check ("order" between 1 and 1000)',
      message: 'The order of points starts at 1 and ends at 1000 at the latest',
    },
    // Deferred: dragging points into another order passes through doubles.
    {
      on: 'points',
      name: 'points_order_unique',
      rule: 'unique (quest, "order") deferrable initially deferred',
      message: 'Two points of the quest have the same order: give each its own number',
    },
    oneOf('points', 'photo_kind', ['face_verification', 'direction_check', 'photo_matching']),
    range('points', 'heading', 0, 359, ' degrees'),
    range('points', 'heading_tolerance', 1, 90, ' degrees'),

    location('places'),
    range('places', 'detection_radius', 5, 200, ' m'),
    range('places', 'random_occurrence_radius', 5, 200, ' m'),
    range('places', 'interaction_inaccuracy', 5, 200, ' m'),
    range('places', 'height', -100, 1000, ' m'),
    range('places', 'part', 1, 3, ''),
    {
      on: 'places',
      name: 'places_part_unique',
      rule: 'unique (point, part) deferrable initially deferred',
      message: 'Two places of the point have the same part: number them 1, 2, 3',
    },

    namePresent('merch'),
    range('merch', 'price', 0, 100_000_000, ' in the smallest unit of the currency'),
    {
      on: 'merch',
      name: 'merch_currency_code',
      rule: `check (currency ~ '^[A-Z]{3}$')`,
      message: 'currency must be a code of three capital letters, such as EUR',
    },

    namePresent('categories'),
    namePresent('cities'),
    location('cities'),
    namePresent('vehicles'),
    range('vehicles', 'top_speed_kmh', 1, 1000, ' km/h'),
    namePresent('activities'),
    oneOf('activities', 'id', [
      'catch_ghost',
      'take_photo',
      'download_file',
      'scan_qr',
      'enter_code',
      'enter_word',
      'pick_up_artifact',
    ]),
    namePresent('tools'),
    oneOf('tools', 'reveals', ['nothing', 'proximity', 'bearing', 'distance', 'location']),
    range('tools', 'range_m', 1, 40_100_000, ' m, or empty for unlimited'),
  ],
  indexes: [
    uniqueName('quests', 'quest'),
    uniqueName('categories', 'category'),
    uniqueName('cities', 'city'),
    uniqueName('vehicles', 'vehicle'),
    uniqueName('activities', 'activity'),
    uniqueName('tools', 'tool'),
  ],
  triggers: [
    {
      on: 'cities',
      name: 'cities_checked',
      when: 'before insert or update',
      call: 'questcity.check_city()',
    },
    {
      on: 'places',
      name: 'places_normalised',
      when: 'before insert or update',
      call: 'questcity.normalise_place()',
    },
    {
      on: 'points',
      name: 'points_ordered',
      when: 'before insert',
      call: 'questcity.order_point()',
    },
  ],
});
