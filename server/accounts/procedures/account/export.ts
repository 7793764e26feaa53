import { userProcedure } from '../../../trpc/init'

/** `export` is a word of the language. */
export const exportAccount = userProcedure.query(async ({ ctx }) =>
  ctx.services.accounts.exportAll(ctx.user, await ctx.listener.ensure()),
)
