import { z } from 'zod'
import { confirmedProcedure } from '../../../trpc/init'

const Input = z.object({ version: z.number().int().positive().optional() })

/** Back to a kept version, by default the one before the current. */
export const rollback = confirmedProcedure
  .input(Input)
  .mutation(({ ctx, input }) => ctx.services.rollBackIndex(input.version))
