import { openProcedure } from '../../../trpc/init'

/** Who is signed in; null for a guest. Open also where the instance is private, so that one can sign in there. */
export const me = openProcedure.query(async ({ ctx }) => {
  const user = await ctx.listener.findUser()
  return user && ctx.services.accounts.describe(user)
})
