import { userProcedure } from '../../../trpc/init'

export const disconnect = userProcedure.mutation(async ({ ctx }) => {
  await ctx.services.accounts.disconnect(ctx.user)
  return { disconnected: true }
})
