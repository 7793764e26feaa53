const INNER_PRODUCT = 0

/**
 * The bytes FAISS writes for an IDMap2 over a flat inner-product index (faiss/impl/index_write.cpp, 1.7.3), all
 * little-endian: tag IxM2, header, the flat index (tag IxFI, header, count, floats), count, ids.
 */
export function toFlatIndexFile(dims: number, vectors: Float32Array, ids: BigInt64Array): Buffer {
  const header = toHeader(dims, ids.length)
  return Buffer.concat([
    Buffer.from('IxM2'),
    header,
    Buffer.from('IxFI'),
    header,
    toCount(vectors.length),
    toBytes(vectors),
    toCount(ids.length),
    toBytes(ids),
  ])
}

/** Dimension, count, two fillers that once were fields, trained, metric. */
function toHeader(dims: number, count: number): Buffer {
  const header = Buffer.alloc(33)
  header.writeInt32LE(dims, 0)
  header.writeBigInt64LE(BigInt(count), 4)
  header.writeBigInt64LE(1n << 20n, 12)
  header.writeBigInt64LE(1n << 20n, 20)
  header.writeUInt8(1, 28)
  header.writeInt32LE(INNER_PRODUCT, 29)
  return header
}

function toCount(count: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(count))
  return bytes
}

function toBytes(array: Float32Array | BigInt64Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength)
}
