import { inRoot } from '../scripts/lib/paths.mjs'

/** The client of a server of the benchmark's own. @param {Awaited<ReturnType<typeof import('./server.mjs').startServer>>} server */
export async function createClient(server) {
  /** @type {unknown} */
  const bundle = await import(inRoot('build', 'client', 'index.mjs'))
  const { createSegueClient } = /** @type {typeof import('../server/client')} */ (bundle)
  return createSegueClient({
    url: server.url,
    token: ({ type }) => server.token(type === 'mutation' ? 'operator' : 'reader'),
  })
}
