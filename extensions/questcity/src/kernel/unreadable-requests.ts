/**
 * Requests that Node's HTTP parser refuses, before any route sees them. Node would answer with a
 * status and nothing else; here the answer says what is wrong, in the form of every other error.
 */
import { type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

/** Codes of https://nodejs.org/docs/latest-v22.x/api/http.html#event-clienterror */
const REFUSALS: Readonly<Record<string, { status: number; code: string; message: string }>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'HEADERS_TOO_LARGE',
    message: 'The address and the headers of a request may have 16 KB together.',
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    code: 'CONTENT_TOO_LARGE',
    message: 'The extensions of the chunks are too large.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'REQUEST_TIMEOUT',
    message: 'The request did not arrive in time.',
  },
};
const MALFORMED = {
  status: 400,
  code: 'INVALID_REQUEST',
  message: 'This is no valid HTTP request.',
};

/** How long a client may go on sending what nobody reads, so that it comes to see the answer. */
const PATIENCE_MS = 2_000;

/** Answers for the server until it ends. */
export function explainUnreadableRequests(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, stream) => {
    const socket = stream as Socket;
    if (socket.destroyed || !socket.writable) {
      socket.destroy();
      return;
    }
    const { status, code, message } = REFUSALS[error.code ?? ''] ?? MALFORMED;
    const body = JSON.stringify({ errors: [{ message, extensions: { code } }] });
    socket.end(
      [
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
        'Content-Type: application/json; charset=utf-8',
        `Content-Length: ${Buffer.byteLength(body)}`,
        'Cache-Control: no-store',
        'Connection: close',
        '',
        body,
      ].join('\r\n'),
    );
    // To close at once would reset the connection, and the answer would be lost with it.
    setTimeout(() => socket.destroy(), PATIENCE_MS).unref();
  });
}
