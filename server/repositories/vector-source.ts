import type { Sql } from '~db/client'
import type { StoredVectors } from '../services/ports'
import {
  countVectors,
  forgetRemovals,
  readAllVectors,
  readChangedVectors,
  readVectorSample,
  streamVectors,
} from './vector.repository'

/** The vectors of one spec, as the index reads them. */
export function createVectorSource(sql: Sql, spec: number) {
  return {
    readAll: () => readAllVectors(sql, spec),
    readSample: (atMost: number) => readVectorSample(sql, spec, atMost),
    stream: (take: (batch: StoredVectors) => Promise<void>) => streamVectors(sql, spec, { take }),
    readChanged: (afterSeq: number, limit: number) => readChangedVectors(sql, spec, afterSeq, limit),
    count: (upToSeq: number) => countVectors(sql, spec, upToSeq),
    forgetRemovals: () => forgetRemovals(sql),
  }
}
