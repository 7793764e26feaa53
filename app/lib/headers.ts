import type { HeadersFunction } from '@remix-run/node'

/** Headers of a page: pages change with the catalog, so no cache keeps them; a known waiting time is passed on. */
export const pageHeaders: HeadersFunction = ({ errorHeaders, actionHeaders, loaderHeaders }) => {
  const headers = new Headers({ 'Cache-Control': 'no-store' })
  const retryAfter = [errorHeaders, actionHeaders, loaderHeaders]
    .map((from) => from?.get('Retry-After'))
    .find((value) => value)
  if (retryAfter) headers.set('Retry-After', retryAfter)
  return headers
}
