import { JourneyInput } from '../../domain/journey/journey'
import { readProcedure } from '../init'

export const plan = readProcedure
  .input(JourneyInput)
  .query(({ ctx, input }) => ctx.services.planJourney(input))
