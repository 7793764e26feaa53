/** Answers in the forms Spotify's two services use. */

/** Ends a request early with a ready answer. */
export class HttpError extends Error {
  constructor(readonly response: Response) {
    super(`HTTP ${response.status}`)
  }
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  })
}

/** A Web API error; without a message the body is the bare `{"error":{"status":…}}` of closed endpoints. */
export function apiError(status: number, message?: string): HttpError {
  return new HttpError(json({ error: { status, ...(message !== undefined && { message }) } }, status))
}

/** An error of the accounts service (RFC 6749, 5.2). */
export function accountsError(error: string, description: string, status = 400): HttpError {
  return new HttpError(
    json({ error, error_description: description }, status, { 'cache-control': 'no-store' }),
  )
}

/** `formTargets` are origins that a form on the page may end up at. */
export function html(body: string, status = 200, formTargets: readonly string[] = []): Response {
  const forms = ["'self'", ...formTargets].join(' ')
  const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action ${forms}; frame-ancestors 'none'; base-uri 'none'`
  return new Response(body, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'cache-control': 'no-store',
    },
  })
}

export function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
