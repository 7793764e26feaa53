import { z } from 'zod'
import { userProcedure } from '../../../trpc/init'

/** One of one's sessions, or all of them, this one included. */
const Input = z.union([
  z.object({ session: z.uuid('This is not the id of a session.') }),
  z.object({ all: z.literal(true) }),
])

export const endSessions = userProcedure.input(Input).mutation(async ({ ctx, input }) => {
  await ctx.services.accounts.endSessions(ctx.user, 'session' in input ? input.session : null)
  return { ended: true }
})
