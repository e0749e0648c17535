/** What to tell somebody whose request failed. */

interface ErrorBody {
  errors?: { message?: string; extensions?: { code?: string } }[];
}

interface RequestError {
  response?: { status?: number; data?: ErrorBody };
}

export interface Failure {
  /** Of the answer; undefined when none came. */
  readonly status: number | undefined;
  readonly code: string | undefined;
  /** In the server's words; empty when no answer came. */
  readonly message: string;
}

/** Reads what `useApi()` throws. */
export function failureOf(error: unknown): Failure {
  const { response } = error as RequestError;
  const [first] = response?.data?.errors ?? [];
  return {
    status: response?.status,
    code: first?.extensions?.code,
    message: first?.message ?? '',
  };
}
