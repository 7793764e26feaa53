import { JourneyInput } from '../domain/journey'
import { readProcedure } from '../../trpc/init'

export const plan = readProcedure
  .input(JourneyInput)
  .query(({ ctx, input }) => ctx.services.planJourney(input))
