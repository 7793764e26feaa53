import { daysToNewSignIn, TOLD_DAYS_AHEAD } from '../accounts/domain/account'
import type { ProbeAnswer } from './domain/capabilities'
import type { Check } from './domain/doctor'
import { toUserChecks, type UserProbeAnswers } from './domain/user-capabilities'

/** Somebody who has signed in, and how to ask Spotify what they may do. */
export type ExaminedUser = {
  name: string
  /** False where there are no tokens (any more). */
  connected: boolean
  authorizedAt: Date
  scopes: string[]
  probe: () => Promise<UserProbeAnswers>
}

const SIGN_IN = { id: 'sign-in', title: 'Sign-in' }

/**
 * What Spotify lets one person do with this app: how long the sign-in holds, and what each “no” means. Of a sign-in that
 * is over Spotify is asked nothing.
 */
export async function examineUser(
  user: ExaminedUser | null,
  { others, now }: { others: ProbeAnswer; now: number },
): Promise<Check[]> {
  if (!user) {
    const detail = 'Nobody is signed in; Segue asks Spotify as an app.'
    return [{ ...SIGN_IN, state: 'off', detail, remedy: null }]
  }
  const days = user.connected ? daysToNewSignIn(user.authorizedAt, new Date(now)) : -1
  if (days < 0) {
    const detail = `The sign-in of ${user.name} is over: Spotify ends it after six months, or it was taken back.`
    return [{ ...SIGN_IN, state: 'no', detail, remedy: 'Sign in with Spotify again; nothing else is lost.' }]
  }
  const detail = `That of ${user.name} holds for ${String(days)} more ${days === 1 ? 'day' : 'days'}; Spotify ends it six months after the consent.`
  const remedy = days <= TOLD_DAYS_AHEAD ? 'Sign in again before that, and nothing stops.' : null
  const answers = await user.probe()
  return [
    { ...SIGN_IN, state: 'yes', detail, remedy },
    ...toUserChecks(answers, { scopes: user.scopes, others }),
  ]
}
