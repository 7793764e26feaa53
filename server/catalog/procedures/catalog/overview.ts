import { readProcedure } from '../../../trpc/init'
import { findViewer } from '../../../trpc/viewer'

export const overview = readProcedure.query(async ({ ctx }) => ctx.services.overview(await findViewer(ctx)))
