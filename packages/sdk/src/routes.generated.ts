/**
 * The functions and types of QuestCity's routes.
 * Made from the OpenAPI document by `npm run sdk:generate`; changes by hand are lost.
 */
import type { CallOptions, IdempotentCallOptions, RouteEntry } from './call.ts';

/**
 * A value is null when the place is out of the tool’s range.
 */
export type Radar =
  | {
      reveals: 'nothing';
    }
  | {
      reveals: 'proximity';
      /**
       * 1, at the edge of the range, to 5, here.
       */
      level: number | null;
    }
  | {
      reveals: 'bearing';
      /**
       * Degrees clockwise from true north; null also when the place is here.
       */
      bearing: number | null;
    }
  | {
      reveals: 'distance';
      /**
       * Metres, in steps; 0 when the place is here.
       */
      distance: number | null;
    }
  | {
      reveals: 'location';
      location: {
        latitude: number;
        longitude: number;
      } | null;
    };

export interface GetMeResponse {
  data: Me;
}
export interface Me {
  id: string;
  email: string | null;
  /**
   * Player, Manager or Administrator.
   */
  role: string | null;
  /**
   * Whether signing in needs a one-time password.
   */
  two_factor: boolean;
  /**
   * Of mails and of the admin app; null for the default.
   */
  language: string | null;
  username: string;
  first_name: string | null;
  last_name: string | null;
  full_name: string | null;
  /**
   * A file: /assets/:id?key=avatar
   */
  avatar: string | null;
  bio: string | null;
  instagram: string | null;
  /**
   * What the app keeps here for itself.
   */
  settings: {
    [k: string]: unknown;
  };
  credits: number;
  /**
   * Of messages in all chats.
   */
  unread: {
    /**
     * Chats with unread messages.
     */
    chats: number;
    /**
     * Unread messages of others, up to 1000 of each chat.
     */
    messages: number;
  };
  created_at: string;
}
export interface ChangeMeBody {
  username?: string;
  first_name?: string | null;
  last_name?: string | null;
  /**
   * An image that the caller has uploaded; it becomes visible to other players.
   */
  avatar?: string | null;
  bio?: string | null;
  instagram?: string | null;
  /**
   * Replaces the stored ones; at most 16 KiB as JSON.
   */
  settings?: {
    [k: string]: unknown;
  };
  language?: 'en-US' | 'ru-RU';
}
export interface ChangeMeResponse {
  data: Me;
}
export interface DeleteMeBody {
  /**
   * Needed unless the account signs in elsewhere and has none.
   */
  password?: string;
}
export interface ExportMeResponse {
  data: {
    exported_at: string;
    account: {
      [k: string]: unknown;
    };
    profile: {
      [k: string]: unknown;
    };
    /**
     * Where the account is signed in.
     */
    sign_ins: {
      [k: string]: unknown;
    }[];
    /**
     * What was done in its name, with addresses.
     */
    activity: {
      [k: string]: unknown;
    }[];
    wallet: {
      [k: string]: unknown;
    }[];
    game_sessions: {
      [k: string]: unknown;
    }[];
    attempts: {
      [k: string]: unknown;
    }[];
    messages: {
      [k: string]: unknown;
    }[];
    reviews: {
      [k: string]: unknown;
    }[];
    favorites: {
      [k: string]: unknown;
    }[];
    /**
     * Friends, requests and blocks.
     */
    friends: {
      [k: string]: unknown;
    }[];
    /**
     * Friend requests that were rejected, as long as it is kept.
     */
    rejected_requests: {
      [k: string]: unknown;
    }[];
    locks: {
      [k: string]: unknown;
    }[];
    unlock_requests: {
      [k: string]: unknown;
    }[];
    notifications: {
      [k: string]: unknown;
    }[];
    /**
     * Of each, /assets/:id gives the content.
     */
    files: {
      [k: string]: unknown;
    }[];
  };
}
export interface ConfirmEmailChangeBody {
  /**
   * From the link in the mail to the new address.
   */
  token: string;
}
export interface ListQuestsQuery {
  limit?: number;
  /**
   * From `meta.next_cursor`.
   */
  cursor?: string;
  /**
   * Words in the name, the description, or the name of the city or category, Russian or English; small typos in names of quests are forgiven.
   */
  search?: string;
  /**
   * One or more category ids, separated by commas.
   *
   * @minItems 1
   * @maxItems 20
   */
  category?: string[];
  /**
   * One or more city ids, separated by commas.
   *
   * @minItems 1
   * @maxItems 20
   */
  city?: string[];
  /**
   * One or more vehicle ids, separated by commas.
   *
   * @minItems 1
   * @maxItems 20
   */
  vehicle?: string[];
  /**
   * easy, medium, hard; several separated by commas.
   *
   * @minItems 1
   * @maxItems 20
   */
  level?: ('easy' | 'medium' | 'hard')[];
  /**
   * Quests whose group size is exactly this; larger ones are left out.
   */
  group_size?: number;
  /**
   * Costs at most so many credits.
   */
  max_cost?: number;
  /**
   * latitude,longitude in degrees.
   */
  near?: string;
  /**
   * Only quests that start within so many metres of `near`.
   */
  radius?: number;
  /**
   * Default: relevance with `search`, else distance with `near`, else newest.
   */
  sort?: 'relevance' | 'rating' | 'newest' | 'distance' | 'popular';
}
export interface ListQuestsResponse {
  data: QuestCard[];
  meta: {
    /**
     * For the next page; null on the last.
     */
    next_cursor: string | null;
  };
}
export interface QuestCard {
  id: string;
  name: string;
  description: string | null;
  /**
   * A file: /assets/:id
   */
  image: string | null;
  category: {
    id: string;
    name: string;
    /**
     * A file: /assets/:id
     */
    image: string | null;
  } | null;
  city: {
    id: string;
    name: string;
    time_zone: string;
  } | null;
  vehicle: {
    id: string;
    name: string;
  } | null;
  /**
   * Players, at most.
   */
  group_size: number;
  level: ('easy' | 'medium' | 'hard') | null;
  /**
   * Kilometres.
   */
  mileage: ('5_10' | '10_30' | '30_100' | 'over_100') | null;
  /**
   * Hours; null for no limit.
   */
  timeframe: number | null;
  /**
   * Credits.
   */
  cost: number;
  /**
   * Credits.
   */
  reward: number;
  subscription_only: boolean;
  /**
   * Mean of the reviews, 1 to 5.
   */
  rating: number | null;
  reviews_count: number;
  favorites_count: number;
  /**
   * How often it was started.
   */
  sessions_count: number;
  points_count: number;
  published_at: string | null;
  /**
   * Whether it is one of the caller’s favourites.
   */
  is_favorite: boolean;
  /**
   * Metres from `near` to the start, to 100 m; null without `near`.
   */
  distance: number | null;
}
export interface GetQuestResponse {
  data: QuestDetail;
}
export interface QuestDetail {
  id: string;
  name: string;
  description: string | null;
  /**
   * A file: /assets/:id
   */
  image: string | null;
  category: {
    id: string;
    name: string;
    /**
     * A file: /assets/:id
     */
    image: string | null;
  } | null;
  city: {
    id: string;
    name: string;
    time_zone: string;
  } | null;
  vehicle: {
    id: string;
    name: string;
  } | null;
  /**
   * Players, at most.
   */
  group_size: number;
  level: ('easy' | 'medium' | 'hard') | null;
  /**
   * Kilometres.
   */
  mileage: ('5_10' | '10_30' | '30_100' | 'over_100') | null;
  /**
   * Hours; null for no limit.
   */
  timeframe: number | null;
  /**
   * Credits.
   */
  cost: number;
  /**
   * Credits.
   */
  reward: number;
  subscription_only: boolean;
  /**
   * Mean of the reviews, 1 to 5.
   */
  rating: number | null;
  reviews_count: number;
  favorites_count: number;
  /**
   * How often it was started.
   */
  sessions_count: number;
  points_count: number;
  published_at: string | null;
  /**
   * Whether it is one of the caller’s favourites.
   */
  is_favorite: boolean;
  /**
   * Whether the reward is paid on completion, without a manager’s approval.
   */
  auto_accrual: boolean;
  /**
   * Credits to extend an expired session by its timeframe.
   */
  pay_extra: number;
  merch: Merch[];
  /**
   * The caller’s running session of this quest.
   */
  active_session: string | null;
}
export interface Merch {
  id: string;
  name: string;
  description: string | null;
  /**
   * In minor units of the currency.
   */
  price: number;
  /**
   * ISO 4217.
   */
  currency: string;
  image: string | null;
}
export interface ListFavoritesQuery {
  limit?: number;
  /**
   * From `meta.next_cursor`.
   */
  cursor?: string;
}
export interface ListFavoritesResponse {
  data: QuestCard[];
  meta: {
    /**
     * For the next page; null on the last.
     */
    next_cursor: string | null;
  };
}
export interface ListReviewsQuery {
  limit?: number;
  /**
   * From `meta.next_cursor`.
   */
  cursor?: string;
  /**
   * Default: newest. With rating the best come first, and of equal ones the newest.
   */
  sort?: 'newest' | 'rating';
}
export interface ListReviewsResponse {
  data: Review[];
  meta: {
    /**
     * For the next page; null on the last.
     */
    next_cursor: string | null;
  };
}
export interface Review {
  id: string;
  rating: number;
  text: string | null;
  /**
   * Null when the account has been deleted.
   */
  author: PlayerCard | null;
  /**
   * Whether the caller wrote it.
   */
  is_own: boolean;
  /**
   * Hidden by a manager: shown to its author only, and not counted.
   */
  status: 'published' | 'hidden';
  /**
   * What a manager answered.
   */
  response: {
    text: string;
    responded_at: string;
  } | null;
  created_at: string;
  /**
   * When its author last changed it.
   */
  updated_at: string | null;
}
export interface PlayerCard {
  id: string;
  username: string;
  first_name: string | null;
  last_name: string | null;
  full_name: string | null;
  /**
   * A file: /assets/:id
   */
  avatar: string | null;
}
export interface GetOwnReviewResponse {
  data: Review;
}
export interface WriteReviewBody {
  rating: number;
  /**
   * Left out or blank: a rating without words.
   */
  text?: string | null;
}
export interface WriteReviewResponse {
  data: Review;
}
export interface RespondToReviewBody {
  text: string;
}
export interface RespondToReviewResponse {
  data: Review;
}
export interface ListFriendsQuery {
  limit?: number;
  /**
   * From `meta.next_cursor`.
   */
  cursor?: string;
  /**
   * Default: newest, by when the friendship began.
   */
  sort?: 'newest' | 'username';
}
export interface ListFriendsResponse {
  data: Friend[];
  meta: {
    /**
     * For the next page; null on the last.
     */
    next_cursor: string | null;
  };
}
export interface Friend {
  user: PlayerCard;
  since: string;
}
export interface ListFriendRequestsQuery {
  limit?: number;
  /**
   * From `meta.next_cursor`.
   */
  cursor?: string;
  /**
   * incoming, outgoing or both, separated by a comma. Default: both.
   *
   * @minItems 1
   * @maxItems 20
   */
  direction?: ('incoming' | 'outgoing')[];
}
export interface ListFriendRequestsResponse {
  data: FriendRequest[];
  meta: {
    /**
     * For the next page; null on the last.
     */
    next_cursor: string | null;
  };
}
export interface FriendRequest {
  /**
   * The same for both of them.
   */
  id: string;
  direction: 'incoming' | 'outgoing';
  user: PlayerCard1;
  created_at: string;
}
/**
 * The other one.
 */
export interface PlayerCard1 {
  id: string;
  username: string;
  first_name: string | null;
  last_name: string | null;
  full_name: string | null;
  /**
   * A file: /assets/:id
   */
  avatar: string | null;
}
/**
 * One of the two.
 */
export interface SendFriendRequestBody {
  user_id?: string;
  /**
   * In any case.
   */
  username?: string;
}
export interface SendFriendRequestResponse {
  data: FriendRequestOutcome;
}
export interface FriendRequestOutcome {
  /**
   * What the two are now.
   */
  state: 'request_sent' | 'friend';
  /**
   * The request’s id; null between friends.
   */
  id: string | null;
  user: PlayerCard;
  /**
   * When the request was sent, or the friendship began.
   */
  since: string;
}
export interface AcceptFriendRequestResponse {
  data: Friend;
}
export interface ListBlocksQuery {
  limit?: number;
  /**
   * From `meta.next_cursor`.
   */
  cursor?: string;
}
export interface ListBlocksResponse {
  data: Block[];
  meta: {
    /**
     * For the next page; null on the last.
     */
    next_cursor: string | null;
  };
}
export interface Block {
  user: PlayerCard;
  since: string;
}
export interface StartSessionResponse {
  data: Session;
}
export interface Session {
  id: string;
  quest: {
    id: string;
    name: string;
    /**
     * A file: /assets/:id
     */
    image: string | null;
  };
  status: 'active' | 'completed' | 'abandoned' | 'expired';
  /**
   * The caller’s.
   */
  role: 'owner' | 'member';
  /**
   * The caller’s; who is invited sees no points until joined.
   */
  membership: 'joined' | 'invited';
  started_at: string;
  /**
   * When it expires; null for no limit.
   */
  deadline: string | null;
  ended_at: string | null;
  /**
   * When a manager ended it and gave its credits back: it can neither be extended nor earn a reward.
   */
  cancelled_at: string | null;
  /**
   * How often it was extended.
   */
  extensions: number;
  /**
   * Credits for an extension, once it has expired.
   */
  extension_cost: number;
  /**
   * In points.
   */
  progress: {
    solved: number;
    total: number;
  };
  /**
   * For each member, once completed and, where the quest says so, approved.
   */
  reward: {
    credits: number;
    /**
     * Null until it is paid.
     */
    paid_at: string | null;
  };
  /**
   * Players, at most.
   */
  group_size: number;
  members: SessionMember[];
  /**
   * In order, as far as they are known.
   */
  points: SessionPoint[];
}
export interface SessionMember {
  user: {
    id: string;
    username: string;
    full_name: string | null;
    /**
     * A file: /assets/:id
     */
    avatar: string | null;
  };
  role: 'owner' | 'member';
  status: 'joined' | 'invited';
  joined_at: string | null;
}
export interface SessionPoint {
  id: string;
  /**
   * From 1.
   */
  order: number;
  state: 'available' | 'arrived' | 'solved';
  name: string;
  description: string | null;
  activity:
    | 'catch_ghost'
    | 'take_photo'
    | 'download_file'
    | 'scan_qr'
    | 'enter_code'
    | 'enter_word'
    | 'pick_up_artifact';
  photo_kind: ('face_verification' | 'direction_check' | 'photo_matching') | null;
  /**
   * What helps in searching: see the point’s radar.
   */
  tool: {
    id: string;
    name: string;
    reveals: 'nothing' | 'proximity' | 'bearing' | 'distance' | 'location';
    /**
     * Metres; null for unlimited.
     */
    range_m: number | null;
  } | null;
  /**
   * Of an artifact in parts.
   */
  parts: {
    held: number[];
    total: number;
  } | null;
  /**
   * Whether the point’s file can be fetched now: see getSessionPointFile.
   */
  has_file: boolean;
  /**
   * Where it was, once solved; empty before.
   */
  places: {
    latitude: number;
    longitude: number;
    part: number | null;
  }[];
  arrived_at: string | null;
  solved_at: string | null;
  /**
   * A player.
   */
  solved_by: string | null;
}
export interface ListSessionsQuery {
  limit?: number;
  /**
   * From `meta.next_cursor`.
   */
  cursor?: string;
  status?: 'active' | 'completed' | 'abandoned' | 'expired';
}
export interface ListSessionsResponse {
  data: SessionCard[];
  meta: {
    /**
     * For the next page; null on the last.
     */
    next_cursor: string | null;
  };
}
export interface SessionCard {
  id: string;
  quest: {
    id: string;
    name: string;
    /**
     * A file: /assets/:id
     */
    image: string | null;
  };
  status: 'active' | 'completed' | 'abandoned' | 'expired';
  /**
   * The caller’s.
   */
  role: 'owner' | 'member';
  /**
   * The caller’s; who is invited sees no points until joined.
   */
  membership: 'joined' | 'invited';
  started_at: string;
  /**
   * When it expires; null for no limit.
   */
  deadline: string | null;
  ended_at: string | null;
  /**
   * When a manager ended it and gave its credits back: it can neither be extended nor earn a reward.
   */
  cancelled_at: string | null;
  /**
   * How often it was extended.
   */
  extensions: number;
  /**
   * Credits for an extension, once it has expired.
   */
  extension_cost: number;
  /**
   * In points.
   */
  progress: {
    solved: number;
    total: number;
  };
  /**
   * For each member, once completed and, where the quest says so, approved.
   */
  reward: {
    credits: number;
    /**
     * Null until it is paid.
     */
    paid_at: string | null;
  };
}
export interface GetSessionResponse {
  data: Session;
}
export interface AbandonSessionResponse {
  data: Session;
}
export interface ExtendSessionResponse {
  data: Session;
}
export interface InviteSessionMemberBody {
  /**
   * A friend.
   */
  user_id: string;
}
export interface InviteSessionMemberResponse {
  data: Session;
}
export interface AcceptSessionInvitationResponse {
  data: Session;
}
export interface MakeAttemptBody {
  /**
   * Made by the client; repeating it returns the first answer.
   */
  client_attempt_id: string;
  position: Position;
  answer?: AttemptProof;
}
export interface Position {
  latitude: number;
  longitude: number;
  /**
   * Metres, as the phone gives it.
   */
  accuracy: number;
  /**
   * When the phone measured it.
   */
  captured_at: string;
  /**
   * Where the phone looks: degrees clockwise from north.
   */
  heading?: number;
  /**
   * Whether the phone says that the position is made up.
   */
  mocked?: boolean;
}
export interface AttemptProof {
  word?: string;
  code?: string;
  /**
   * The payload of the QR code.
   */
  qr?: string;
  /**
   * The photo: a file that the caller has uploaded.
   */
  file_id?: string;
  /**
   * Of an artifact in parts.
   */
  part?: number;
}
export interface MakeAttemptResponse {
  data: AttemptResult;
}
export interface AttemptResult {
  outcome: 'arrived' | 'solved' | 'rejected' | 'in_review';
  reasons: {
    code:
      | 'too_far'
      | 'too_inaccurate'
      | 'too_old'
      | 'from_the_future'
      | 'outside_session'
      | 'out_of_order'
      | 'mocked'
      | 'implausible_speed'
      | 'teleport'
      | 'repeated_fix'
      | 'doubtful_position'
      | 'wrong_answer'
      | 'too_many_answers'
      | 'unexpected_answer'
      | 'no_heading'
      | 'wrong_heading'
      | 'photo_differs'
      | 'photo_unsure'
      | 'photo_unreadable'
      | 'no_such_photo'
      | 'face_check'
      | 'review_pending'
      | 'wrong_part'
      | 'already_solved'
      | 'unknown_point'
      | 'uploaded_late'
      | 'session_completed'
      | 'session_abandoned'
      | 'session_cancelled'
      | 'session_expired';
    /**
     * For the player, in the language of the account.
     */
    message: string;
  }[];
  /**
   * As it is after the attempt.
   */
  point: SessionPoint | null;
  next_point?: SessionPoint1;
  session: SessionCard;
}
/**
 * The point that this attempt has opened.
 */
export interface SessionPoint1 {
  id: string;
  /**
   * From 1.
   */
  order: number;
  state: 'available' | 'arrived' | 'solved';
  name: string;
  description: string | null;
  activity:
    | 'catch_ghost'
    | 'take_photo'
    | 'download_file'
    | 'scan_qr'
    | 'enter_code'
    | 'enter_word'
    | 'pick_up_artifact';
  photo_kind: ('face_verification' | 'direction_check' | 'photo_matching') | null;
  /**
   * What helps in searching: see the point’s radar.
   */
  tool: {
    id: string;
    name: string;
    reveals: 'nothing' | 'proximity' | 'bearing' | 'distance' | 'location';
    /**
     * Metres; null for unlimited.
     */
    range_m: number | null;
  } | null;
  /**
   * Of an artifact in parts.
   */
  parts: {
    held: number[];
    total: number;
  } | null;
  /**
   * Whether the point’s file can be fetched now: see getSessionPointFile.
   */
  has_file: boolean;
  /**
   * Where it was, once solved; empty before.
   */
  places: {
    latitude: number;
    longitude: number;
    part: number | null;
  }[];
  arrived_at: string | null;
  solved_at: string | null;
  /**
   * A player.
   */
  solved_by: string | null;
}
export interface MakeAttemptsBody {
  /**
   * In the order in which they were made.
   *
   * @minItems 1
   * @maxItems 100
   */
  attempts: {
    /**
     * Made by the client; repeating it returns the first answer.
     */
    client_attempt_id: string;
    position: Position;
    answer?: AttemptProof;
    point_id: string;
  }[];
}
export interface MakeAttemptsResponse {
  data: BatchResult[];
}
export interface BatchResult {
  outcome: 'arrived' | 'solved' | 'rejected' | 'in_review';
  reasons: {
    code:
      | 'too_far'
      | 'too_inaccurate'
      | 'too_old'
      | 'from_the_future'
      | 'outside_session'
      | 'out_of_order'
      | 'mocked'
      | 'implausible_speed'
      | 'teleport'
      | 'repeated_fix'
      | 'doubtful_position'
      | 'wrong_answer'
      | 'too_many_answers'
      | 'unexpected_answer'
      | 'no_heading'
      | 'wrong_heading'
      | 'photo_differs'
      | 'photo_unsure'
      | 'photo_unreadable'
      | 'no_such_photo'
      | 'face_check'
      | 'review_pending'
      | 'wrong_part'
      | 'already_solved'
      | 'unknown_point'
      | 'uploaded_late'
      | 'session_completed'
      | 'session_abandoned'
      | 'session_cancelled'
      | 'session_expired';
    /**
     * For the player, in the language of the account.
     */
    message: string;
  }[];
  /**
   * As it is after the attempt.
   */
  point: SessionPoint | null;
  next_point?: SessionPoint2;
  session: SessionCard;
  client_attempt_id: string;
  point_id: string;
}
/**
 * The point that this attempt has opened.
 */
export interface SessionPoint2 {
  id: string;
  /**
   * From 1.
   */
  order: number;
  state: 'available' | 'arrived' | 'solved';
  name: string;
  description: string | null;
  activity:
    | 'catch_ghost'
    | 'take_photo'
    | 'download_file'
    | 'scan_qr'
    | 'enter_code'
    | 'enter_word'
    | 'pick_up_artifact';
  photo_kind: ('face_verification' | 'direction_check' | 'photo_matching') | null;
  /**
   * What helps in searching: see the point’s radar.
   */
  tool: {
    id: string;
    name: string;
    reveals: 'nothing' | 'proximity' | 'bearing' | 'distance' | 'location';
    /**
     * Metres; null for unlimited.
     */
    range_m: number | null;
  } | null;
  /**
   * Of an artifact in parts.
   */
  parts: {
    held: number[];
    total: number;
  } | null;
  /**
   * Whether the point’s file can be fetched now: see getSessionPointFile.
   */
  has_file: boolean;
  /**
   * Where it was, once solved; empty before.
   */
  places: {
    latitude: number;
    longitude: number;
    part: number | null;
  }[];
  arrived_at: string | null;
  solved_at: string | null;
  /**
   * A player.
   */
  solved_by: string | null;
}
export interface ReadRadarQuery {
  latitude: number;
  longitude: number;
  /**
   * Metres.
   */
  accuracy?: number;
}
export interface ReadRadarResponse {
  data: Radar;
}
export interface ListReviewQueueQuery {
  limit?: number;
  /**
   * From `meta.next_cursor`.
   */
  cursor?: string;
  /**
   * Only attempts at this quest.
   */
  quest?: string;
}
export interface ListReviewQueueResponse {
  data: ReviewItem[];
  meta: {
    /**
     * For the next page; null on the last.
     */
    next_cursor: string | null;
  };
}
export interface ReviewItem {
  id: string;
  /**
   * When the server got it.
   */
  created_at: string;
  /**
   * Null when the account was deleted.
   */
  player: {
    id: string;
    username: string;
    avatar: string | null;
  } | null;
  quest: {
    id: string;
    name: string;
  };
  session: {
    id: string;
    status: 'active' | 'completed' | 'abandoned' | 'expired';
    started_at: string;
  };
  point: {
    id: string;
    order: number;
    name: string;
    activity:
      | 'catch_ghost'
      | 'take_photo'
      | 'download_file'
      | 'scan_qr'
      | 'enter_code'
      | 'enter_word'
      | 'pick_up_artifact';
    photo_kind: ('face_verification' | 'direction_check' | 'photo_matching') | null;
    /**
     * A file.
     */
    reference_photo: string | null;
    heading: number | null;
    heading_tolerance: number | null;
    places: {
      latitude: number;
      longitude: number;
      /**
       * Metres.
       */
      detection_radius: number;
      /**
       * Metres that are added for an inaccurate position, at most.
       */
      interaction_inaccuracy: number;
      part: number | null;
    }[];
    /**
     * In the session now.
     */
    state: 'locked' | 'available' | 'arrived' | 'solved';
  } | null;
  position: {
    latitude: number | null;
    longitude: number | null;
    accuracy: number | null;
    heading: number | null;
    captured_at: string;
    mocked: boolean;
  };
  /**
   * Metres from the place.
   */
  distance: number | null;
  /**
   * How far the position is trusted, 0 to 1.
   */
  score: number | null;
  /**
   * A file.
   */
  photo: string | null;
  /**
   * What kind of answer was given; the answer itself is not kept.
   */
  answer: {
    given: string[];
    part: number | null;
  };
  reasons: {
    code:
      | 'too_far'
      | 'too_inaccurate'
      | 'too_old'
      | 'from_the_future'
      | 'outside_session'
      | 'out_of_order'
      | 'mocked'
      | 'implausible_speed'
      | 'teleport'
      | 'repeated_fix'
      | 'doubtful_position'
      | 'wrong_answer'
      | 'too_many_answers'
      | 'unexpected_answer'
      | 'no_heading'
      | 'wrong_heading'
      | 'photo_differs'
      | 'photo_unsure'
      | 'photo_unreadable'
      | 'no_such_photo'
      | 'face_check'
      | 'review_pending'
      | 'wrong_part'
      | 'already_solved'
      | 'unknown_point'
      | 'uploaded_late'
      | 'session_completed'
      | 'session_abandoned'
      | 'session_cancelled'
      | 'session_expired';
    /**
     * For the player, in the language of the account.
     */
    message: string;
  }[];
  /**
   * What accepting it does as the session is now: the point is solved or arrived at (with one more part, if it is in parts), or it is only noted, since the point is solved already or the session is completed, given up or cancelled. In an expired session it counts.
   */
  effect: 'solved' | 'arrived' | 'none';
}
export interface GetAttemptTaskResponse {
  data: AttemptTask;
}
export interface AttemptTask {
  /**
   * Null when it is not in the pinned quest.
   */
  point: {
    id: string;
    order: number;
    name: string;
    activity:
      | 'catch_ghost'
      | 'take_photo'
      | 'download_file'
      | 'scan_qr'
      | 'enter_code'
      | 'enter_word'
      | 'pick_up_artifact';
    photo_kind: ('face_verification' | 'direction_check' | 'photo_matching') | null;
    /**
     * A file.
     */
    reference_photo: string | null;
    heading: number | null;
    heading_tolerance: number | null;
    places: {
      latitude: number;
      longitude: number;
      /**
       * Metres.
       */
      detection_radius: number;
      /**
       * Metres that are added for an inaccurate position, at most.
       */
      interaction_inaccuracy: number;
      part: number | null;
    }[];
  } | null;
  /**
   * Null when there is no position or no place.
   */
  judged: {
    /**
     * Index in `places`: the one that the position fits best.
     */
    place: number;
    /**
     * Metres from it.
     */
    distance: number;
    /**
     * Up to so many metres the position counts as being there.
     */
    reach: number;
  } | null;
  /**
   * From the last accepted position of the player, at least: their inaccuracies may hide more. Null when there is none.
   */
  speed_kmh: number | null;
  /**
   * Of the quest's vehicle.
   */
  top_speed_kmh: number | null;
  /**
   * What accepting it does as the session is now: the point is solved or arrived at (with one more part, if it is in parts), or it is only noted, since the point is solved already or the session is completed, given up or cancelled. In an expired session it counts. Null when it does not wait for a decision.
   */
  effect: ('solved' | 'arrived' | 'none') | null;
}
export interface DecideAttemptBody {
  decision: 'accept' | 'reject';
  note?: string;
}
export interface ListRewardQueueQuery {
  limit?: number;
  /**
   * From `meta.next_cursor`.
   */
  cursor?: string;
  /**
   * Only sessions of this quest.
   */
  quest?: string;
}
export interface ListRewardQueueResponse {
  data: RewardItem[];
  meta: {
    /**
     * For the next page; null on the last.
     */
    next_cursor: string | null;
  };
}
export interface RewardItem {
  /**
   * Of the session.
   */
  id: string;
  quest: {
    id: string;
    name: string;
  };
  /**
   * Who is paid: the members who have joined, the owner first.
   */
  players: {
    id: string;
    username: string;
    avatar: string | null;
    role: 'owner' | 'member';
  }[];
  started_at: string;
  completed_at: string;
  /**
   * Seconds from start to completion.
   */
  duration: number;
  /**
   * All attempts of the session.
   */
  attempts: {
    total: number;
    /**
     * Those that wait for a decision.
     */
    in_review: number;
    rejected: number;
    /**
     * Of those in review and rejected, the most frequent first. An attempt with two reasons counts for both.
     */
    reasons: {
      /**
       * A code.
       */
      reason: string;
      count: number;
    }[];
  };
  /**
   * Credits for each player.
   */
  reward: number;
}
export interface GetSessionReportResponse {
  data: SessionReport;
}
export interface SessionReport {
  id: string;
  quest: {
    id: string;
    name: string;
  };
  status: 'active' | 'completed' | 'abandoned' | 'expired';
  started_at: string;
  deadline: string | null;
  ended_at: string | null;
  /**
   * Seconds from start to end; null until it has ended.
   */
  duration: number | null;
  /**
   * In points.
   */
  progress: {
    solved: number;
    total: number;
  };
  /**
   * In their order, those that are locked too.
   */
  points: {
    id: string;
    order: number;
    /**
     * As it was when the session started.
     */
    name: string;
    state: 'locked' | 'available' | 'arrived' | 'solved';
    arrived_at: string | null;
    solved_at: string | null;
    /**
     * Null also when the account was deleted.
     */
    solved_by: {
      id: string;
      username: string;
    } | null;
  }[];
  /**
   * Past ones too, the owner first.
   */
  members: {
    id: string;
    username: string;
    avatar: string | null;
    role: 'owner' | 'member';
    status: 'invited' | 'joined' | 'left' | 'declined' | 'removed';
    joined_at: string | null;
  }[];
  /**
   * All attempts of the session.
   */
  attempts: {
    total: number;
    /**
     * Those that wait for a decision.
     */
    in_review: number;
    rejected: number;
    /**
     * Of those in review and rejected, the most frequent first. An attempt with two reasons counts for both.
     */
    reasons: {
      /**
       * A code.
       */
      reason: string;
      count: number;
    }[];
  };
  reward: {
    /**
     * For each player.
     */
    credits: number;
    /**
     * Paid at completion, without a manager.
     */
    auto_accrual: boolean;
    paid_at: string | null;
    /**
     * The manager who approved it.
     */
    paid_by: {
      id: string;
      username: string;
    } | null;
  };
  /**
   * When a manager has cancelled it.
   */
  cancelled: {
    at: string;
    by: {
      id: string;
      username: string;
    } | null;
    note: string | null;
  } | null;
  /**
   * Credits that its owner has paid, and gets back when it is cancelled.
   */
  refund: number;
  /**
   * The ledger’s entries about the session, the oldest first.
   */
  entries: {
    id: string;
    /**
     * Null when the account was deleted.
     */
    user: {
      id: string;
      username: string;
    } | null;
    kind: 'purchase' | 'quest_cost' | 'reward' | 'extension' | 'refund' | 'adjustment';
    amount: number;
    created_at: string;
  }[];
  /**
   * What can be decided now: see approveReward and cancelSession.
   */
  may: {
    approve: boolean;
    cancel: boolean;
  };
}
export interface CancelSessionBody {
  note?: string;
}
export interface FindPlayersQuery {
  limit?: number;
  /**
   * From `meta.next_cursor`.
   */
  cursor?: string;
  /**
   * The beginning of a username or name, or its words; small typos are forgiven.
   */
  search: string;
}
export interface FindPlayersResponse {
  data: FoundPlayer[];
  meta: {
    /**
     * For the next page; null on the last.
     */
    next_cursor: string | null;
  };
}
export interface FoundPlayer {
  id: string;
  username: string;
  first_name: string | null;
  last_name: string | null;
  full_name: string | null;
  /**
   * A file: /assets/:id
   */
  avatar: string | null;
  /**
   * What the player is to the caller; `blocked`: by the caller.
   */
  relation: 'none' | 'friend' | 'request_sent' | 'request_received' | 'blocked';
}
export interface GetPlayerResponse {
  data: PlayerProfile;
}
export interface PlayerProfile {
  id: string;
  username: string;
  first_name: string | null;
  last_name: string | null;
  full_name: string | null;
  /**
   * A file: /assets/:id
   */
  avatar: string | null;
  bio: string | null;
  /**
   * A username on Instagram.
   */
  instagram: string | null;
  /**
   * When the player joined.
   */
  created_at: string;
  relation: ('none' | 'friend' | 'request_sent' | 'request_received' | 'blocked') | 'self';
  /**
   * The id of the request between the two, if one waits for an answer.
   */
  friend_request: string | null;
}
export interface GetWalletResponse {
  data: Wallet;
}
export interface Wallet {
  /**
   * Credits; the sum of all entries.
   */
  balance: number;
}
export interface ListWalletEntriesQuery {
  limit?: number;
  /**
   * From `meta.next_cursor`.
   */
  cursor?: string;
}
export interface ListWalletEntriesResponse {
  data: WalletEntry[];
  meta: {
    /**
     * For the next page; null on the last.
     */
    next_cursor: string | null;
  };
}
export interface WalletEntry {
  id: string;
  kind: 'purchase' | 'quest_cost' | 'reward' | 'extension' | 'refund' | 'adjustment';
  /**
   * Credits; below zero for what was spent.
   */
  amount: number;
  /**
   * The quest that it was about, if that is still there.
   */
  quest: {
    id: string;
    name: string;
  } | null;
  session: string | null;
  note: string | null;
  created_at: string;
}
export interface LockUserBody {
  /**
   * Why; kept in the history of the account, for staff only.
   */
  reason: string;
}
export interface LockUserResponse {
  data: AccountStatus;
}
/**
 * A locked account is suspended.
 */
export interface AccountStatus {
  id: string;
  status: 'active' | 'suspended';
}
export interface UnlockUserResponse {
  data: AccountStatus;
}
export interface ListUnlockRequestsQuery {
  limit?: number;
  /**
   * From `meta.next_cursor`.
   */
  cursor?: string;
  status?: 'pending' | 'approved' | 'rejected';
}
export interface ListUnlockRequestsResponse {
  data: UnlockRequest[];
  meta: {
    /**
     * For the next page; null on the last.
     */
    next_cursor: string | null;
  };
}
export interface UnlockRequest {
  id: string;
  user: PlayerCard;
  reason: string;
  message: string;
  status: 'pending' | 'approved' | 'rejected';
  note: string | null;
  decided_by: PlayerCard | null;
  decided_at: string | null;
  created_at: string;
}
export interface RequestUnlockBody {
  /**
   * Of the account, in any case.
   */
  email: string;
  reason: string;
  message: string;
}
export interface RequestUnlockResponse {
  data: {
    /**
     * The same whether or not there is such an account.
     */
    status: 'received';
  };
}
export interface ApproveUnlockRequestBody {
  /**
   * Why it was decided so; the user may read it.
   */
  note: string;
}
export interface ApproveUnlockRequestResponse {
  data: UnlockRequest;
}
export interface RejectUnlockRequestBody {
  /**
   * Why it was decided so; the user may read it.
   */
  note: string;
}
export interface RejectUnlockRequestResponse {
  data: UnlockRequest;
}
export interface GetQuestStatisticsQuery {
  /**
   * Only sessions started within so many days; all of them unless given.
   */
  days?: number;
}
export interface GetQuestStatisticsResponse {
  data: QuestStatistics;
}
export interface QuestStatistics {
  quest: string;
  sessions: {
    started: number;
    active: number;
    completed: number;
    abandoned: number;
    expired: number;
    /**
     * Different players who joined one of them.
     */
    players: number;
    /**
     * From start to completion; null when none is completed.
     */
    duration: {
      /**
       * Half of them took no longer.
       */
      median: number;
      /**
       * Nine out of ten took no longer.
       */
      p90: number;
    } | null;
  };
  /**
   * In the order of the route.
   */
  points: {
    point: string;
    name: string | null;
    order: number;
    /**
     * False for a point that was taken out of the quest since.
     */
    in_quest: boolean;
    /**
     * Sessions in which the point was opened.
     */
    started: number;
    arrived: number;
    solved: number;
    /**
     * Sessions that were abandoned or expired at this point.
     */
    gave_up: number;
    /**
     * From opening to solving; null when nobody solved it.
     */
    duration: {
      /**
       * Half of them took no longer.
       */
      median: number;
      /**
       * Nine out of ten took no longer.
       */
      p90: number;
    } | null;
    attempts: number;
    refused: number;
    /**
     * Attempts that wait for a decision.
     */
    in_review: number;
    /**
     * The most frequent first. An attempt with two reasons counts for both.
     */
    refusals: {
      /**
       * A code.
       */
      reason: string;
      count: number;
    }[];
  }[];
}

/** One function for each route of /api/v2. */
export interface QuestCityClient {
  /**
   * Own account, profile, balance and unread counts.
   * @throws 400 INVALID_QUERY, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  getMe(options?: CallOptions): Promise<GetMeResponse['data']>;
  /**
   * Change the own profile.
   * Fields that are left out stay. The address and the password are changed by `PATCH /users/me`.
   * @throws 400 INVALID_QUERY, 400 INVALID_PAYLOAD, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 413 CONTENT_TOO_LARGE, 415 UNSUPPORTED_MEDIA_TYPE, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  changeMe(body: ChangeMeBody, options?: CallOptions): Promise<ChangeMeResponse['data']>;
  /**
   * Delete the own account.
   * At once and for good. Messages and reviews stay without a name; everything else of the account, files included, is removed.
   * @throws 400 INVALID_QUERY, 400 INVALID_PAYLOAD, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 401 INVALID_CREDENTIALS, 403 FORBIDDEN, 413 CONTENT_TOO_LARGE, 415 UNSUPPORTED_MEDIA_TYPE, 422 UNPROCESSABLE_CONTENT, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  deleteMe(body: DeleteMeBody, options?: CallOptions): Promise<void>;
  /**
   * Everything that is stored about the caller.
   * @throws 400 INVALID_QUERY, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  exportMe(options?: CallOptions): Promise<ExportMeResponse['data']>;
  /**
   * Confirm a new e-mail address.
   * With the token from the link that was mailed to it. Signs the account out everywhere. Repeating it changes nothing.
   * @throws 400 INVALID_QUERY, 400 INVALID_PAYLOAD, 401 TOKEN_EXPIRED, 403 INVALID_TOKEN, 413 CONTENT_TOO_LARGE, 415 UNSUPPORTED_MEDIA_TYPE, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  confirmEmailChange(body: ConfirmEmailChangeBody, options?: CallOptions): Promise<void>;
  /**
   * Find published quests.
   * @throws 400 INVALID_QUERY, 400 INVALID_CURSOR, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  listQuests(query?: ListQuestsQuery, options?: CallOptions): Promise<ListQuestsResponse>;
  /**
   * Read one published quest.
   * @throws 400 INVALID_QUERY, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  getQuest(id: string, options?: CallOptions): Promise<GetQuestResponse['data']>;
  /**
   * Make a quest a favourite.
   * Repeating it changes nothing.
   * @throws 400 INVALID_QUERY, 400 INVALID_PAYLOAD, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 413 CONTENT_TOO_LARGE, 415 UNSUPPORTED_MEDIA_TYPE, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  addFavorite(id: string, options?: CallOptions): Promise<void>;
  /**
   * Remove a quest from the favourites.
   * Repeating it changes nothing.
   * @throws 400 INVALID_QUERY, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  removeFavorite(id: string, options?: CallOptions): Promise<void>;
  /**
   * Own favourites, the newest first.
   * @throws 400 INVALID_QUERY, 400 INVALID_CURSOR, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  listFavorites(query?: ListFavoritesQuery, options?: CallOptions): Promise<ListFavoritesResponse>;
  /**
   * Reviews of a published quest.
   * Without hidden ones, and those of players who are blocked in either direction.
   * @throws 400 INVALID_QUERY, 400 INVALID_CURSOR, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  listReviews(
    id: string,
    query?: ListReviewsQuery,
    options?: CallOptions,
  ): Promise<ListReviewsResponse>;
  /**
   * Read the own review of a quest.
   * @throws 400 INVALID_QUERY, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  getOwnReview(id: string, options?: CallOptions): Promise<GetOwnReviewResponse['data']>;
  /**
   * Review a quest, or change the own review.
   * For players who have started the quest. Repeating it changes nothing.
   * @throws 400 INVALID_QUERY, 400 INVALID_PAYLOAD, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 409 QUEST_NOT_STARTED, 413 CONTENT_TOO_LARGE, 415 UNSUPPORTED_MEDIA_TYPE, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  writeReview(
    id: string,
    body: WriteReviewBody,
    options?: CallOptions,
  ): Promise<WriteReviewResponse['data']>;
  /**
   * Delete the own review of a quest.
   * Repeating it changes nothing.
   * @throws 400 INVALID_QUERY, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 409 REVIEW_HIDDEN, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  deleteReview(id: string, options?: CallOptions): Promise<void>;
  /**
   * Answer a review, or change the answer.
   * For managers. Everybody who sees the review sees it, in the name of the team.
   * @throws 400 INVALID_QUERY, 400 INVALID_PAYLOAD, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 413 CONTENT_TOO_LARGE, 415 UNSUPPORTED_MEDIA_TYPE, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  respondToReview(
    id: string,
    body: RespondToReviewBody,
    options?: CallOptions,
  ): Promise<RespondToReviewResponse['data']>;
  /**
   * Remove the answer to a review.
   * For managers. Repeating it changes nothing.
   * @throws 400 INVALID_QUERY, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  deleteReviewResponse(id: string, options?: CallOptions): Promise<void>;
  /**
   * Own friends.
   * @throws 400 INVALID_QUERY, 400 INVALID_CURSOR, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  listFriends(query?: ListFriendsQuery, options?: CallOptions): Promise<ListFriendsResponse>;
  /**
   * End a friendship.
   * For both. Repeating it changes nothing.
   * @throws 400 INVALID_QUERY, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  removeFriend(userId: string, options?: CallOptions): Promise<void>;
  /**
   * Requests that wait for an answer, the newest first.
   * @throws 400 INVALID_QUERY, 400 INVALID_CURSOR, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  listFriendRequests(
    query?: ListFriendRequestsQuery,
    options?: CallOptions,
  ): Promise<ListFriendRequestsResponse>;
  /**
   * Ask a player to be friends.
   * Names the player by `user_id` or by `username`. Repeating it changes nothing. Asking somebody who has asked you makes you friends.
   * @throws 400 INVALID_QUERY, 400 INVALID_PAYLOAD, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 409 FRIEND_REQUEST_TOO_SOON, 409 LIMIT_REACHED, 413 CONTENT_TOO_LARGE, 415 UNSUPPORTED_MEDIA_TYPE, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  sendFriendRequest(
    body: SendFriendRequestBody,
    options?: CallOptions,
  ): Promise<SendFriendRequestResponse['data']>;
  /**
   * Become friends with who asked you.
   * Repeating it changes nothing.
   * @throws 400 INVALID_QUERY, 400 INVALID_PAYLOAD, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 409 LIMIT_REACHED, 413 CONTENT_TOO_LARGE, 415 UNSUPPORTED_MEDIA_TYPE, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  acceptFriendRequest(
    id: string,
    options?: CallOptions,
  ): Promise<AcceptFriendRequestResponse['data']>;
  /**
   * Decline a request.
   * The sender is not told, and can send another one after 7 days.
   * @throws 400 INVALID_QUERY, 400 INVALID_PAYLOAD, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 413 CONTENT_TOO_LARGE, 415 UNSUPPORTED_MEDIA_TYPE, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  rejectFriendRequest(id: string, options?: CallOptions): Promise<void>;
  /**
   * Take back an own request.
   * @throws 400 INVALID_QUERY, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  cancelFriendRequest(id: string, options?: CallOptions): Promise<void>;
  /**
   * Players you have blocked, the newest block first.
   * @throws 400 INVALID_QUERY, 400 INVALID_CURSOR, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  listBlocks(query?: ListBlocksQuery, options?: CallOptions): Promise<ListBlocksResponse>;
  /**
   * Block a player.
   * Ends friendship and requests between you. Neither finds the other any more, and the blocked player is not told. The answer is the same whether or not there is such a player. Repeating it changes nothing.
   * @throws 400 INVALID_QUERY, 400 INVALID_PAYLOAD, 400 INVALID_PAYLOAD, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 409 LIMIT_REACHED, 413 CONTENT_TOO_LARGE, 415 UNSUPPORTED_MEDIA_TYPE, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  blockPlayer(userId: string, options?: CallOptions): Promise<void>;
  /**
   * Lift a block.
   * Friendship and requests of before do not come back. Repeating it changes nothing.
   * @throws 400 INVALID_QUERY, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  unblockPlayer(userId: string, options?: CallOptions): Promise<void>;
  /**
   * Start a quest.
   * Charges the cost, pins the quest as it is now, and opens its first point. Later changes of the quest do not change the session.
   * @throws 400 INVALID_QUERY, 400 INVALID_PAYLOAD, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 402 INSUFFICIENT_CREDITS, 403 FORBIDDEN, 403 SUBSCRIPTION_REQUIRED, 404 NOT_FOUND, 404 NOT_FOUND, 409 SESSION_ACTIVE, 413 CONTENT_TOO_LARGE, 415 UNSUPPORTED_MEDIA_TYPE, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  startSession(id: string, options?: IdempotentCallOptions): Promise<StartSessionResponse['data']>;
  /**
   * Own sessions and invitations, the newest first.
   * @throws 400 INVALID_QUERY, 400 INVALID_CURSOR, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  listSessions(query?: ListSessionsQuery, options?: CallOptions): Promise<ListSessionsResponse>;
  /**
   * Read a session: members, progress, and its points as far as they are known.
   * @throws 400 INVALID_QUERY, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  getSession(id: string, options?: CallOptions): Promise<GetSessionResponse['data']>;
  /**
   * Give a session up, for all its members.
   * Its owner only. Nothing is refunded. Repeating it changes nothing.
   * @throws 400 INVALID_QUERY, 400 INVALID_PAYLOAD, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 409 SESSION_NOT_ACTIVE, 413 CONTENT_TOO_LARGE, 415 UNSUPPORTED_MEDIA_TYPE, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  abandonSession(id: string, options?: CallOptions): Promise<AbandonSessionResponse['data']>;
  /**
   * Make an expired session active for another timeframe.
   * Its owner only, who pays `extension_cost`.
   * @throws 400 INVALID_QUERY, 400 INVALID_PAYLOAD, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 402 INSUFFICIENT_CREDITS, 403 FORBIDDEN, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 409 SESSION_NOT_EXPIRED, 409 SESSION_ACTIVE, 413 CONTENT_TOO_LARGE, 415 UNSUPPORTED_MEDIA_TYPE, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  extendSession(
    id: string,
    options?: IdempotentCallOptions,
  ): Promise<ExtendSessionResponse['data']>;
  /**
   * Invite a friend into the own session.
   * @throws 400 INVALID_QUERY, 400 INVALID_PAYLOAD, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 409 SESSION_NOT_ACTIVE, 409 NOT_FRIENDS, 409 GROUP_FULL, 413 CONTENT_TOO_LARGE, 415 UNSUPPORTED_MEDIA_TYPE, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  inviteSessionMember(
    id: string,
    body: InviteSessionMemberBody,
    options?: CallOptions,
  ): Promise<InviteSessionMemberResponse['data']>;
  /**
   * Accept an invitation.
   * Repeating it changes nothing.
   * @throws 400 INVALID_QUERY, 400 INVALID_PAYLOAD, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 409 SESSION_NOT_ACTIVE, 409 NOT_FRIENDS, 409 SESSION_ACTIVE, 413 CONTENT_TOO_LARGE, 415 UNSUPPORTED_MEDIA_TYPE, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  acceptSessionInvitation(
    id: string,
    options?: CallOptions,
  ): Promise<AcceptSessionInvitationResponse['data']>;
  /**
   * Leave a session, decline an invitation, or remove a member from the own session.
   * Repeating it changes nothing. The owner cannot leave, only abandon the session.
   * @throws 400 INVALID_QUERY, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 409 OWNER_STAYS, 409 SESSION_NOT_ACTIVE, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  removeSessionMember(id: string, userId: string, options?: CallOptions): Promise<void>;
  /**
   * Try to arrive at a point or to solve it.
   * Every attempt is recorded and answered with its outcome; `reasons` say why it was not accepted. Repeating a `client_attempt_id` returns the first answer unchanged.
   * @throws 400 INVALID_QUERY, 400 INVALID_PAYLOAD, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 413 CONTENT_TOO_LARGE, 415 UNSUPPORTED_MEDIA_TYPE, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  makeAttempt(
    id: string,
    pointId: string,
    body: MakeAttemptBody,
    options?: CallOptions,
  ): Promise<MakeAttemptResponse['data']>;
  /**
   * Send attempts that were made offline.
   * Taken in order, one answer each. A position may be older than two minutes, but must lie within the session’s time and not before the one that precedes it. A point that is not open gives a rejection (`unknown_point`). Sending a batch again changes nothing.
   * @throws 400 INVALID_QUERY, 400 INVALID_PAYLOAD, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 413 CONTENT_TOO_LARGE, 415 UNSUPPORTED_MEDIA_TYPE, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  makeAttempts(
    id: string,
    body: MakeAttemptsBody,
    options?: CallOptions,
  ): Promise<MakeAttemptsResponse['data']>;
  /**
   * The file of a point, once it is released.
   * A file to download is released on arrival, an artifact when it is picked up, any other with the point itself.
   * @throws 400 INVALID_QUERY, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  getSessionPointFile(id: string, pointId: string, options?: CallOptions): Promise<Blob>;
  /**
   * What the point’s tool shows from a position.
   * @throws 400 INVALID_QUERY, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  readRadar(
    id: string,
    pointId: string,
    query: ReadRadarQuery,
    options?: CallOptions,
  ): Promise<ReadRadarResponse['data']>;
  /**
   * Attempts that wait for a decision, the oldest first.
   * @throws 400 INVALID_QUERY, 400 INVALID_CURSOR, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  listReviewQueue(
    query?: ListReviewQueueQuery,
    options?: CallOptions,
  ): Promise<ListReviewQueueResponse>;
  /**
   * What an attempt is held against, and what accepting it does.
   * Its point and the vehicle, as they were at the start, and how its position was judged by that. Without the answers, which nobody reads.
   * @throws 400 INVALID_QUERY, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  getAttemptTask(id: string, options?: CallOptions): Promise<GetAttemptTaskResponse['data']>;
  /**
   * Accept or reject an attempt that is in review.
   * Accepting it moves the session on: the point is arrived at or solved, as `effect` says. The player sees it when the session is read next.
   * @throws 400 INVALID_QUERY, 400 INVALID_PAYLOAD, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 409 ALREADY_DECIDED, 413 CONTENT_TOO_LARGE, 415 UNSUPPORTED_MEDIA_TYPE, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  decideAttempt(id: string, body: DecideAttemptBody, options?: CallOptions): Promise<void>;
  /**
   * Completed sessions whose reward waits for approval, the first completed first.
   * Of quests without automatic accrual, and those that were completed by attempts sent after the deadline. See approveReward and cancelSession.
   * @throws 400 INVALID_QUERY, 400 INVALID_CURSOR, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  listRewardQueue(
    query?: ListRewardQueueQuery,
    options?: CallOptions,
  ): Promise<ListRewardQueueResponse>;
  /**
   * Read any session: points, members, attempts by outcome, credits moved, what can be decided.
   * @throws 400 INVALID_QUERY, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  getSessionReport(id: string, options?: CallOptions): Promise<GetSessionReportResponse['data']>;
  /**
   * Pay the reward of a completed session to each of its members.
   * Where it was not paid at once: see listRewardQueue.
   * @throws 400 INVALID_QUERY, 400 INVALID_PAYLOAD, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 409 SESSION_NOT_COMPLETED, 409 ALREADY_DECIDED, 413 CONTENT_TOO_LARGE, 415 UNSUPPORTED_MEDIA_TYPE, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  approveReward(id: string, options?: CallOptions): Promise<void>;
  /**
   * End a session and refund what its owner has paid.
   * One that is active, expired, or completed while its reward waits for approval, which then is never paid.
   * @throws 400 INVALID_QUERY, 400 INVALID_PAYLOAD, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 409 SESSION_NOT_ACTIVE, 409 ALREADY_DECIDED, 413 CONTENT_TOO_LARGE, 415 UNSUPPORTED_MEDIA_TYPE, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  cancelSession(id: string, body: CancelSessionBody, options?: CallOptions): Promise<void>;
  /**
   * Find players by username or name.
   * Up to 100, those first whose username or name begins with what was typed. Not yourself, and nobody whom you have blocked or who has blocked you.
   * @throws 400 INVALID_QUERY, 400 INVALID_CURSOR, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  findPlayers(query: FindPlayersQuery, options?: CallOptions): Promise<FindPlayersResponse>;
  /**
   * A player’s public profile.
   * @throws 400 INVALID_QUERY, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  getPlayer(id: string, options?: CallOptions): Promise<GetPlayerResponse['data']>;
  /**
   * Own balance.
   * @throws 400 INVALID_QUERY, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  getWallet(options?: CallOptions): Promise<GetWalletResponse['data']>;
  /**
   * Own entries of the ledger, the newest first.
   * @throws 400 INVALID_QUERY, 400 INVALID_CURSOR, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  listWalletEntries(
    query?: ListWalletEntriesQuery,
    options?: CallOptions,
  ): Promise<ListWalletEntriesResponse>;
  /**
   * Lock a user.
   * Within a second the user is signed out everywhere and can do nothing any more. Nobody can lock themselves, and only an administrator an administrator (403). Repeating it changes nothing.
   * @throws 400 INVALID_QUERY, 400 INVALID_PAYLOAD, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 409 ACCOUNT_NOT_ACTIVE, 409 LAST_ADMINISTRATOR, 413 CONTENT_TOO_LARGE, 415 UNSUPPORTED_MEDIA_TYPE, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  lockUser(
    id: string,
    body: LockUserBody,
    options?: CallOptions,
  ): Promise<LockUserResponse['data']>;
  /**
   * Unlock a user.
   * A pending unlock request of the user is approved by it. The user has to sign in anew. Repeating it changes nothing.
   * @throws 400 INVALID_QUERY, 400 INVALID_PAYLOAD, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 409 ACCOUNT_NOT_LOCKED, 413 CONTENT_TOO_LARGE, 415 UNSUPPORTED_MEDIA_TYPE, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  unlockUser(id: string, options?: CallOptions): Promise<UnlockUserResponse['data']>;
  /**
   * Unlock requests, the newest first.
   * @throws 400 INVALID_QUERY, 400 INVALID_CURSOR, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  listUnlockRequests(
    query?: ListUnlockRequestsQuery,
    options?: CallOptions,
  ): Promise<ListUnlockRequestsResponse>;
  /**
   * Ask for a locked account to be unlocked.
   * The answer is the same whether there is such an account, it is locked, or a request of it is pending. 5 an hour from an address, and 5 an hour for an e-mail. A mail tells the decision.
   * @throws 400 INVALID_QUERY, 400 INVALID_PAYLOAD, 413 CONTENT_TOO_LARGE, 415 UNSUPPORTED_MEDIA_TYPE, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  requestUnlock(
    body: RequestUnlockBody,
    options?: CallOptions,
  ): Promise<RequestUnlockResponse['data']>;
  /**
   * Approve an unlock request.
   * The account is active again at once. Only an administrator decides about an administrator (403).
   * @throws 400 INVALID_QUERY, 400 INVALID_PAYLOAD, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 409 ALREADY_DECIDED, 413 CONTENT_TOO_LARGE, 415 UNSUPPORTED_MEDIA_TYPE, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  approveUnlockRequest(
    id: string,
    body: ApproveUnlockRequestBody,
    options?: CallOptions,
  ): Promise<ApproveUnlockRequestResponse['data']>;
  /**
   * Reject an unlock request.
   * Only an administrator decides about an administrator (403).
   * @throws 400 INVALID_QUERY, 400 INVALID_PAYLOAD, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 409 ALREADY_DECIDED, 413 CONTENT_TOO_LARGE, 415 UNSUPPORTED_MEDIA_TYPE, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  rejectUnlockRequest(
    id: string,
    body: RejectUnlockRequestBody,
    options?: CallOptions,
  ): Promise<RejectUnlockRequestResponse['data']>;
  /**
   * How a quest is played.
   * For managers and quest editors, of a quest in any status.
   * @throws 400 INVALID_QUERY, 401 INVALID_CREDENTIALS, 401 TOKEN_EXPIRED, 403 FORBIDDEN, 404 NOT_FOUND, 404 NOT_FOUND, 429 REQUESTS_EXCEEDED, 503 SERVICE_UNAVAILABLE
   */
  getQuestStatistics(
    id: string,
    query?: GetQuestStatisticsQuery,
    options?: CallOptions,
  ): Promise<GetQuestStatisticsResponse['data']>;
}

export type RouteName = keyof QuestCityClient;

export const routes = {
  getMe: { method: 'GET', path: '/api/v2/me', takes: [], gives: 'data' },
  changeMe: { method: 'PATCH', path: '/api/v2/me', takes: ['body'], gives: 'data' },
  deleteMe: { method: 'DELETE', path: '/api/v2/me', takes: ['body'], gives: 'nothing' },
  exportMe: { method: 'GET', path: '/api/v2/me/export', takes: [], gives: 'data' },
  confirmEmailChange: {
    method: 'POST',
    path: '/api/v2/email-changes/confirm',
    takes: ['body'],
    gives: 'nothing',
  },
  listQuests: { method: 'GET', path: '/api/v2/quests', takes: ['query'], gives: 'body' },
  getQuest: { method: 'GET', path: '/api/v2/quests/{id}', takes: [], gives: 'data' },
  addFavorite: { method: 'PUT', path: '/api/v2/quests/{id}/favorite', takes: [], gives: 'nothing' },
  removeFavorite: {
    method: 'DELETE',
    path: '/api/v2/quests/{id}/favorite',
    takes: [],
    gives: 'nothing',
  },
  listFavorites: { method: 'GET', path: '/api/v2/favorites', takes: ['query'], gives: 'body' },
  listReviews: {
    method: 'GET',
    path: '/api/v2/quests/{id}/reviews',
    takes: ['query'],
    gives: 'body',
  },
  getOwnReview: { method: 'GET', path: '/api/v2/quests/{id}/review', takes: [], gives: 'data' },
  writeReview: {
    method: 'PUT',
    path: '/api/v2/quests/{id}/review',
    takes: ['body'],
    gives: 'data',
  },
  deleteReview: {
    method: 'DELETE',
    path: '/api/v2/quests/{id}/review',
    takes: [],
    gives: 'nothing',
  },
  respondToReview: {
    method: 'PUT',
    path: '/api/v2/reviews/{id}/response',
    takes: ['body'],
    gives: 'data',
  },
  deleteReviewResponse: {
    method: 'DELETE',
    path: '/api/v2/reviews/{id}/response',
    takes: [],
    gives: 'nothing',
  },
  listFriends: { method: 'GET', path: '/api/v2/friends', takes: ['query'], gives: 'body' },
  removeFriend: { method: 'DELETE', path: '/api/v2/friends/{userId}', takes: [], gives: 'nothing' },
  listFriendRequests: {
    method: 'GET',
    path: '/api/v2/friend-requests',
    takes: ['query'],
    gives: 'body',
  },
  sendFriendRequest: {
    method: 'POST',
    path: '/api/v2/friend-requests',
    takes: ['body'],
    gives: 'data',
  },
  acceptFriendRequest: {
    method: 'POST',
    path: '/api/v2/friend-requests/{id}/accept',
    takes: [],
    gives: 'data',
  },
  rejectFriendRequest: {
    method: 'POST',
    path: '/api/v2/friend-requests/{id}/reject',
    takes: [],
    gives: 'nothing',
  },
  cancelFriendRequest: {
    method: 'DELETE',
    path: '/api/v2/friend-requests/{id}',
    takes: [],
    gives: 'nothing',
  },
  listBlocks: { method: 'GET', path: '/api/v2/blocks', takes: ['query'], gives: 'body' },
  blockPlayer: { method: 'PUT', path: '/api/v2/blocks/{userId}', takes: [], gives: 'nothing' },
  unblockPlayer: { method: 'DELETE', path: '/api/v2/blocks/{userId}', takes: [], gives: 'nothing' },
  startSession: { method: 'POST', path: '/api/v2/quests/{id}/sessions', takes: [], gives: 'data' },
  listSessions: { method: 'GET', path: '/api/v2/sessions', takes: ['query'], gives: 'body' },
  getSession: { method: 'GET', path: '/api/v2/sessions/{id}', takes: [], gives: 'data' },
  abandonSession: {
    method: 'POST',
    path: '/api/v2/sessions/{id}/abandon',
    takes: [],
    gives: 'data',
  },
  extendSession: { method: 'POST', path: '/api/v2/sessions/{id}/extend', takes: [], gives: 'data' },
  inviteSessionMember: {
    method: 'POST',
    path: '/api/v2/sessions/{id}/members',
    takes: ['body'],
    gives: 'data',
  },
  acceptSessionInvitation: {
    method: 'POST',
    path: '/api/v2/sessions/{id}/members/accept',
    takes: [],
    gives: 'data',
  },
  removeSessionMember: {
    method: 'DELETE',
    path: '/api/v2/sessions/{id}/members/{userId}',
    takes: [],
    gives: 'nothing',
  },
  makeAttempt: {
    method: 'POST',
    path: '/api/v2/sessions/{id}/points/{pointId}/attempts',
    takes: ['body'],
    gives: 'data',
  },
  makeAttempts: {
    method: 'POST',
    path: '/api/v2/sessions/{id}/attempts/batch',
    takes: ['body'],
    gives: 'data',
  },
  getSessionPointFile: {
    method: 'GET',
    path: '/api/v2/sessions/{id}/points/{pointId}/file',
    takes: [],
    gives: 'file',
  },
  readRadar: {
    method: 'GET',
    path: '/api/v2/sessions/{id}/points/{pointId}/radar',
    takes: ['query'],
    gives: 'data',
  },
  listReviewQueue: {
    method: 'GET',
    path: '/api/v2/attempts/review-queue',
    takes: ['query'],
    gives: 'body',
  },
  getAttemptTask: { method: 'GET', path: '/api/v2/attempts/{id}/task', takes: [], gives: 'data' },
  decideAttempt: {
    method: 'POST',
    path: '/api/v2/attempts/{id}/decide',
    takes: ['body'],
    gives: 'nothing',
  },
  listRewardQueue: {
    method: 'GET',
    path: '/api/v2/rewards/review-queue',
    takes: ['query'],
    gives: 'body',
  },
  getSessionReport: {
    method: 'GET',
    path: '/api/v2/sessions/{id}/report',
    takes: [],
    gives: 'data',
  },
  approveReward: {
    method: 'POST',
    path: '/api/v2/sessions/{id}/reward',
    takes: [],
    gives: 'nothing',
  },
  cancelSession: {
    method: 'POST',
    path: '/api/v2/sessions/{id}/cancel',
    takes: ['body'],
    gives: 'nothing',
  },
  findPlayers: { method: 'GET', path: '/api/v2/users', takes: ['query'], gives: 'body' },
  getPlayer: { method: 'GET', path: '/api/v2/users/{id}', takes: [], gives: 'data' },
  getWallet: { method: 'GET', path: '/api/v2/wallet', takes: [], gives: 'data' },
  listWalletEntries: {
    method: 'GET',
    path: '/api/v2/wallet/entries',
    takes: ['query'],
    gives: 'body',
  },
  lockUser: { method: 'POST', path: '/api/v2/users/{id}/lock', takes: ['body'], gives: 'data' },
  unlockUser: { method: 'POST', path: '/api/v2/users/{id}/unlock', takes: [], gives: 'data' },
  listUnlockRequests: {
    method: 'GET',
    path: '/api/v2/unlock-requests',
    takes: ['query'],
    gives: 'body',
  },
  requestUnlock: {
    method: 'POST',
    path: '/api/v2/unlock-requests',
    takes: ['body'],
    gives: 'data',
  },
  approveUnlockRequest: {
    method: 'POST',
    path: '/api/v2/unlock-requests/{id}/approve',
    takes: ['body'],
    gives: 'data',
  },
  rejectUnlockRequest: {
    method: 'POST',
    path: '/api/v2/unlock-requests/{id}/reject',
    takes: ['body'],
    gives: 'data',
  },
  getQuestStatistics: {
    method: 'GET',
    path: '/api/v2/quests/{id}/statistics',
    takes: ['query'],
    gives: 'data',
  },
} as const satisfies Record<RouteName, RouteEntry>;
