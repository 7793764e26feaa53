import { askProcedure } from '../../trpc/init'

export const clear = askProcedure.mutation(async ({ ctx }) => {
  const listenerId = await ctx.listener.find()
  if (listenerId !== null) await ctx.services.clearTaste(listenerId)
  return { cleared: true }
})
