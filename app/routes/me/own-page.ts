import type { AppLoadContext } from '@remix-run/node'
import { isDomainError, toDomainError, type ErrorBody } from '~server/domain/errors'
import type { OwnPlaylists } from '~server/accounts/domain/account'
import { orResponse } from '~/lib/to-response'

export type Sessions = Awaited<ReturnType<AppLoadContext['trpc']['account']['sessions']>>
export type OwnPage = {
  signedIn: boolean
  disconnected: boolean
  own: OwnPlaylists | null
  sessions: Sessions
  /** Why the playlists are not shown: Spotify's trouble leaves the rest of the page. */
  failure: ErrorBody['error'] | null
}

/** What the page of one's own shows at `url`. */
export async function answerOwnPage(context: AppLoadContext, url: string): Promise<OwnPage> {
  const query = new URL(url).searchParams
  const account = await orResponse(context, () => context.trpc.account.me())
  const page: OwnPage = {
    signedIn: account !== null,
    disconnected: query.has('disconnected') && account === null,
    own: null,
    sessions: account === null ? [] : await orResponse(context, () => context.trpc.account.sessions()),
    failure: null,
  }
  if (!account?.connected) return page
  try {
    return { ...page, own: await context.trpc.account.playlists({ page: Number(query.get('page') ?? 1) }) }
  } catch (error) {
    const known = toDomainError(error)
    if (!isDomainError(known) || !/^(SPOTIFY|SIGN_IN)_/.test(known.code)) {
      return orResponse(context, () => Promise.reject(known))
    }
    return { ...page, failure: known.toBody(context.requestId).error }
  }
}
