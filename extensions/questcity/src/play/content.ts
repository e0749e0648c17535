/**
 * The quest as it is pinned in a session (`sessions.content`): see docs/decisions/0023. Nothing of it
 * goes out but through views.ts.
 */
import { LRUCache } from 'lru-cache';
import type { Database } from '../kernel/database.ts';
import type { Activity, PhotoKind, Task } from './proofs/check.ts';
import * as store from './sessions.store.ts';
import type { Place } from './trust.ts';

export interface Tool {
  readonly id: string;
  readonly name: string;
  readonly reveals: 'nothing' | 'proximity' | 'bearing' | 'distance' | 'location';
  /** Metres; null for unlimited. */
  readonly range_m: number | null;
}

interface GeoPoint {
  /** Longitude, latitude. */
  readonly coordinates: readonly [number, number];
}

export interface PinnedPlace {
  readonly id: string;
  readonly location: GeoPoint;
  /** Where a thing with a random occurrence radius is in this session. */
  readonly spot?: GeoPoint | null;
  readonly detection_radius: number;
  readonly interaction_inaccuracy?: number;
  readonly part?: number | null;
}

export interface PinnedPoint {
  readonly id: string;
  readonly order: number;
  readonly name: string;
  readonly description?: string | null;
  readonly activity: Activity;
  readonly photo_kind?: PhotoKind | null;
  readonly reference_photo?: string | null;
  readonly heading?: number | null;
  readonly heading_tolerance?: number | null;
  readonly code?: string | null;
  readonly word?: string | null;
  readonly qr_secret?: string | null;
  readonly file?: string | null;
  readonly divided?: boolean | null;
  readonly tool?: Tool | null;
  readonly places: readonly PinnedPlace[];
}

export interface Content {
  readonly name: string;
  readonly image?: string | null;
  readonly timeframe?: number | null;
  readonly reward: number;
  readonly pay_extra: number;
  readonly auto_accrual: boolean;
  readonly vehicle?: { readonly top_speed_kmh: number } | null;
  readonly points: readonly PinnedPoint[];
}

/** What never changes about a session. */
export interface Pinned {
  readonly session: string;
  readonly quest: string;
  readonly startedAt: Date;
  /** The table of its attempts, below the schema questcity: see docs/decisions/0024. */
  readonly partition: string;
  readonly content: Content;
  readonly points: ReadonlyMap<string, PinnedPoint>;
}

/** Metres, where content was pinned without it. */
const DEFAULT_INACCURACY = 20;

/** Sessions kept at once; a pinned quest of ten points takes some 20 KB. */
const SESSIONS_KEPT = 2_000;
const MILLISECONDS_KEPT = 3_600_000;

/**
 * Pinned content by pool and session. The database refuses to change it (sessions_pinned), so it
 * cannot be out of date on any node.
 */
const caches = new WeakMap<Database, LRUCache<string, Pinned>>();

/** What is pinned in a session; undefined when there is no such session. */
export async function readPinned(database: Database, session: string): Promise<Pinned | undefined> {
  // What a transaction has read may be rolled back.
  const cache = database.isTransaction ? undefined : cacheOf(database);
  const known = cache?.get(session);
  if (known) return known;
  const row = await store.readContent(database, session);
  if (!row) return undefined;
  const content = row.content as Content;
  const points = content.points ?? [];
  const pinned: Pinned = {
    session,
    quest: row.quest,
    startedAt: row.started_at,
    partition: row.partition,
    content,
    points: new Map(points.map((point) => [point.id, point])),
  };
  cache?.set(session, pinned);
  return pinned;
}

function cacheOf(pool: Database): LRUCache<string, Pinned> {
  let cache = caches.get(pool);
  if (!cache) {
    cache = new LRUCache({ max: SESSIONS_KEPT, ttl: MILLISECONDS_KEPT });
    caches.set(pool, cache);
  }
  return cache;
}

/**
 * Whether completing the session pays its reward at once, or a manager decides about it.
 *
 * @param late whether what completed it was sent after the time of the session was over
 */
export function accruesAtOnce({ content }: Pinned, late: boolean): boolean {
  return content.auto_accrual && !late;
}

/** The places of a point, as positions are held against them. */
export function placesOf(point: PinnedPoint): (Place & { id: string })[] {
  return point.places.map((place) => {
    const [longitude, latitude] = (place.spot ?? place.location).coordinates;
    return {
      id: place.id,
      latitude,
      longitude,
      detectionRadius: place.detection_radius,
      interactionInaccuracy: place.interaction_inaccuracy ?? DEFAULT_INACCURACY,
      part: place.part,
    };
  });
}

/** What a point asks for. */
export function taskOf(point: PinnedPoint): Task {
  return {
    activity: point.activity,
    photoKind: point.photo_kind,
    heading: point.heading,
    headingTolerance: point.heading_tolerance,
    code: point.code,
    word: point.word,
    qrSecret: point.qr_secret,
    parts: partsOf(point),
  };
}

/** The part numbers of a divided artifact, in order; none of a whole one, and of anything else. */
export function partsOf(point: PinnedPoint): number[] {
  if (!point.divided || point.activity !== 'pick_up_artifact') return [];
  return point.places.flatMap(({ part }) => part ?? []).sort((a, b) => a - b);
}
