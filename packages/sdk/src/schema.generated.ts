/** Generated from snapshots/schema.yaml by "node scripts/types.ts": do not edit. */
import type { DirectusFile, DirectusUser } from '@directus/sdk';

/** A GeoJSON point: longitude and latitude in degrees. */
export interface GeoPoint {
  type: 'Point';
  coordinates: [longitude: number, latitude: number];
}

export interface AccountLock {
  id: string;
  user: string | Profile;
  event: 'lock' | 'unlock';
  reason: string | null;
  decided_by: string | Profile | null;
  created_at: 'datetime';
}

export interface Activity {
  id:
    | 'catch_ghost'
    | 'take_photo'
    | 'download_file'
    | 'scan_qr'
    | 'enter_code'
    | 'enter_word'
    | 'pick_up_artifact';
  name: string;
  description: string | null;
  sort: number | null;
}

export interface Attempt {
  id: string;
  client_attempt_id: string;
  response: 'json' | null;
  session: string | Session;
  point: string;
  user: string | Profile | null;
  outcome: 'arrived' | 'solved' | 'rejected' | 'in_review';
  reasons: 'json';
  created_at: 'datetime';
  latitude: number | null;
  longitude: number | null;
  accuracy: number | null;
  heading: number | null;
  captured_at: 'datetime';
  mocked: boolean;
  file: string | DirectusFile<Schema> | null;
  proof: 'json' | null;
  decided_by: string | Profile | null;
  decided_at: 'datetime' | null;
  effect: 'arrived' | 'solved' | null;
  note: string | null;
}

export interface Category {
  id: string;
  name: string;
  image: string | DirectusFile<Schema> | null;
  sort: number | null;
}

export interface ChatMember {
  id: string;
  chat: string | Chat;
  user: string | Profile;
  read_seq: number;
  joined_at: 'datetime';
}

export interface Chat {
  id: string;
  kind: 'direct' | 'session';
  session: string | Session | null;
  pair: string | null;
  last_seq: number;
  last_message_at: 'datetime' | null;
  members: string[] | ChatMember[];
  messages: string[] | Message[];
  created_at: 'datetime';
}

export interface City {
  id: string;
  name: string;
  time_zone: string;
  location: GeoPoint;
}

export interface Favorite {
  id: string;
  quest: string | Quest;
  user: string | Profile;
  created_at: 'datetime';
}

export interface FriendEdge {
  id: string;
  user: string | Profile;
  other: string | Profile;
  state: 'friend' | 'request_sent' | 'request_received' | 'blocked';
  created_at: 'datetime';
  updated_at: 'datetime' | null;
  other_username: string | null;
}

export interface LedgerEntry {
  id: string;
  user: string | Profile | null;
  kind: 'purchase' | 'quest_cost' | 'reward' | 'extension' | 'refund' | 'adjustment';
  amount: number;
  reference: string;
  quest: string | Quest | null;
  session: string | Session | null;
  note: string | null;
  created_at: 'datetime';
}

export interface MerchItem {
  id: string;
  name: string;
  description: string | null;
  price: number;
  currency: string;
  image: string | DirectusFile<Schema> | null;
  quest: string | Quest;
  sort: number | null;
}

export interface Message {
  id: string;
  chat: string | Chat;
  author: string | Profile | null;
  text: string | null;
  file: string | DirectusFile<Schema> | null;
  deleted_at: 'datetime' | null;
  edited_at: 'datetime' | null;
  seq: number;
  change_seq: number;
  client_msg_id: string;
  created_at: 'datetime';
}

export interface Place {
  id: string;
  location: GeoPoint;
  detection_radius: number;
  interaction_inaccuracy: number;
  random_occurrence_radius: number | null;
  /** A decimal number as text. */
  height: string;
  part: 1 | 2 | 3 | null;
  point: string | Point;
}

export interface Point {
  id: string;
  name: string;
  order: number;
  description: string | null;
  activity: Activity['id'] | Activity;
  tool: string | Tool | null;
  photo_kind: 'face_verification' | 'direction_check' | 'photo_matching' | null;
  reference_photo: string | DirectusFile<Schema> | null;
  heading: number | null;
  heading_tolerance: number | null;
  /** Write only: what is stored reads as asterisks. */
  code: string | null;
  /** Write only: what is stored reads as asterisks. */
  word: string | null;
  /** Write only: what is stored reads as asterisks. */
  qr_secret: string | null;
  file: string | DirectusFile<Schema> | null;
  divided: boolean;
  places: string[] | Place[];
  quest: string | Quest;
  created_at: 'datetime';
  created_by: string | Profile | null;
  updated_at: 'datetime' | null;
  updated_by: string | Profile | null;
}

export interface Profile {
  id: string;
  account: string | DirectusUser<Schema> | null;
  username: string;
  first_name: string | null;
  last_name: string | null;
  full_name: string | null;
  avatar: string | DirectusFile<Schema> | null;
  bio: string | null;
  instagram: string | null;
  credits: number;
  settings: 'json';
  created_at: 'datetime';
  updated_at: 'datetime' | null;
}

export interface Quest {
  id: string;
  name: string;
  status: 'draft' | 'in_review' | 'published' | 'archived';
  description: string | null;
  image: string | DirectusFile<Schema> | null;
  category: string | Category;
  city: string | City;
  vehicle: string | Vehicle;
  group_size: number;
  level: 'easy' | 'medium' | 'hard';
  mileage: '5_10' | '10_30' | '30_100' | 'over_100';
  timeframe: 1 | 3 | 10 | 24 | null;
  points: string[] | Point[];
  cost: number;
  reward: number;
  pay_extra: number;
  auto_accrual: boolean;
  subscription_only: boolean;
  mentor_preference: string | DirectusFile<Schema> | null;
  merch: string[] | MerchItem[];
  reviews: string[] | Review[];
  /** A decimal number as text. */
  rating: string | null;
  reviews_count: number;
  favorites_count: number;
  sessions_count: number;
  points_count: number;
  published_at: 'datetime' | null;
  start_latitude: number | null;
  start_longitude: number | null;
  created_at: 'datetime';
  created_by: string | Profile | null;
  updated_at: 'datetime' | null;
  updated_by: string | Profile | null;
}

export interface Review {
  id: string;
  quest: string | Quest;
  author: string | Profile | null;
  rating: number;
  status: 'published' | 'hidden';
  text: string | null;
  created_at: 'datetime';
  updated_at: 'datetime' | null;
  response: string | null;
  responded_by: string | Profile | null;
  responded_at: 'datetime' | null;
}

export interface SessionMember {
  id: string;
  session: string | Session;
  user: string | Profile;
  quest: string | Quest | null;
  role: 'owner' | 'member';
  status: 'invited' | 'joined' | 'left' | 'declined' | 'removed';
  active: boolean;
  joined_at: 'datetime' | null;
  created_at: 'datetime';
}

export interface SessionPoint {
  id: string;
  session: string | Session;
  point: string;
  order: number;
  state: 'locked' | 'available' | 'arrived' | 'solved';
  arrived_at: 'datetime' | null;
  solved_at: 'datetime' | null;
  solved_by: string | Profile | null;
  parts: 'json' | null;
}

export interface Session {
  id: string;
  points: string[] | SessionPoint[];
  attempts: string[] | Attempt[];
  content: 'json';
  quest: string | Quest;
  owner: string | Profile | null;
  status: 'active' | 'completed' | 'abandoned' | 'expired';
  extensions: number;
  started_at: 'datetime';
  deadline: 'datetime' | null;
  ended_at: 'datetime' | null;
  cost: number;
  members: string[] | SessionMember[];
  rewarded_at: 'datetime' | null;
  rewarded_by: string | Profile | null;
  cancelled_at: 'datetime' | null;
  cancelled_by: string | Profile | null;
  note: string | null;
}

export interface Tool {
  id: string;
  name: string;
  reveals: 'nothing' | 'proximity' | 'bearing' | 'distance' | 'location';
  range_m: number | null;
  image: string | DirectusFile<Schema> | null;
  sort: number | null;
}

export interface UnlockRequest {
  id: string;
  user: string | Profile;
  status: 'pending' | 'approved' | 'rejected';
  reason: string;
  message: string;
  note: string | null;
  decided_by: string | Profile | null;
  decided_at: 'datetime' | null;
  created_at: 'datetime';
}

export interface Vehicle {
  id: string;
  name: string;
  top_speed_kmh: number;
  sort: number | null;
}

export interface CustomDirectusFile {
  id: string;
}

export interface CustomDirectusUser {
  id: string;
}

/** All collections, for `createDirectus<Schema>(url)`. */
export interface Schema {
  account_locks: AccountLock[];
  activities: Activity[];
  attempts: Attempt[];
  categories: Category[];
  chat_members: ChatMember[];
  chats: Chat[];
  cities: City[];
  favorites: Favorite[];
  friend_edges: FriendEdge[];
  ledger_entries: LedgerEntry[];
  merch: MerchItem[];
  messages: Message[];
  places: Place[];
  points: Point[];
  profiles: Profile[];
  quests: Quest[];
  reviews: Review[];
  session_members: SessionMember[];
  session_points: SessionPoint[];
  sessions: Session[];
  tools: Tool[];
  unlock_requests: UnlockRequest[];
  vehicles: Vehicle[];
  directus_files: CustomDirectusFile;
  directus_users: CustomDirectusUser;
}
