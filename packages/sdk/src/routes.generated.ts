/**
 * The functions and types of QuestCity's routes.
 * Made from the OpenAPI document by `npm run sdk:generate`; changes by hand are lost.
 */
import type { CallOptions, RouteEntry } from './call.ts';

export interface ListQuestsQuery {
  limit?: number;
  /**
   * From `meta.next_cursor`.
   */
  cursor?: string;
  /**
   * Words in the name or description, Russian or English; small typos are forgiven.
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
  author: {
    id: string;
    username: string;
    full_name: string | null;
    /**
     * A file: /assets/:id
     */
    avatar: string | null;
  } | null;
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

/** One function for each route of /api/v2. */
export interface QuestCityClient {
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
}

export type RouteName = keyof QuestCityClient;

export const routes = {
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
  getWallet: { method: 'GET', path: '/api/v2/wallet', takes: [], gives: 'data' },
  listWalletEntries: {
    method: 'GET',
    path: '/api/v2/wallet/entries',
    takes: ['query'],
    gives: 'body',
  },
} as const satisfies Record<RouteName, RouteEntry>;
