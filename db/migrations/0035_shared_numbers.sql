-- What processes without a Redis count together: calls of a day, turns of a second, until when Spotify rests.
-- Losing them costs no more than a call that is refused.
create unlogged table shared_numbers (
  key text primary key,
  value bigint not null,
  expires_at timestamptz not null
);
