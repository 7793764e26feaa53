import { loadSegue } from '../index/segue.mjs'

/**
 * What happened to a job, by the clock of this machine: a batch of it was committed (`done` items are stored then), it
 * began to wait, it ended.
 * @typedef {{ job: string, kind: 'stored' | 'waits' | 'ended', done: number, at: number }} Fact
 */

/** Deferred, so that they fire when the transaction is committed and not before. */
const TRIGGERS = `
  create table bench_facts (job uuid, kind text, done integer, at timestamptz);
  create function note_reading() returns trigger language plpgsql as $$ begin
    insert into bench_facts select id, 'stored', new.position, clock_timestamp() from jobs
      where subject = new.public_id and state = 'running';
    return null; end $$;
  create function note_import() returns trigger language plpgsql as $$ begin
    insert into bench_facts select id, 'stored', new.entries, clock_timestamp() from jobs
      where subject = new.filename and state = 'running';
    return null; end $$;
  create function note_end() returns trigger language plpgsql as $$ begin
    insert into bench_facts values (new.id, 'ended', new.done, clock_timestamp());
    return null; end $$;
  create constraint trigger noted after update of position on playlist_readings deferrable initially deferred
    for each row when (new.position > 0) execute function note_reading();
  create constraint trigger noted after insert or update on file_imports deferrable initially deferred
    for each row execute function note_import();
  create constraint trigger noted after update of state on jobs deferrable initially deferred
    for each row when (new.state in ('done', 'failed', 'cancelled')) execute function note_end();`

/** Has the database write down facts from now on. @param {string} databaseUrl */
export async function openFacts(databaseUrl) {
  const { createSql } = await loadSegue()
  const sql = createSql(databaseUrl, { max: 1 })
  await sql.unsafe(TRIGGERS)
  return {
    /** Every fact so far. @returns {Promise<Fact[]>} */
    read: () => sql`
      select job, kind, done, (extract(epoch from at) * 1000)::float8 as at from bench_facts order by at`,
    close: () => sql.end(),
  }
}
