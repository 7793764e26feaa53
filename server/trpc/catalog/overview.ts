import { readProcedure } from '../init'
import { findViewer } from '../viewer'

export const overview = readProcedure.query(async ({ ctx }) => ctx.services.overview(await findViewer(ctx)))
