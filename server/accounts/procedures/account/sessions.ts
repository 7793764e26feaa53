import { userProcedure } from '../../../trpc/init'

/** One's sessions: since when, in what browser, when last used, and which of them is this one. */
export const sessions = userProcedure.query(async ({ ctx }) => {
  const [all, here] = await Promise.all([
    ctx.services.accounts.listSessions(ctx.user),
    ctx.listener.findSignIn(),
  ])
  return all.map((session) => ({ ...session, here: session.id === here?.session }))
})
