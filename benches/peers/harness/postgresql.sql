-- The ledger of the PostgreSQL side. Every transfer checks the funds, moves them, and leaves a row.
create table account (
  id int primary key,
  balance bigint not null check (balance >= 0),
  nonce bigint not null default 0
) with (fillfactor = 70);

create table transfer (
  id bigserial primary key,
  source int not null,
  destination int not null,
  amount bigint not null,
  at timestamptz not null default now()
);

-- One transfer. Rows are locked in the order of their numbers, so that two transfers never wait for each other.
create function pay(source int, destination int, amount bigint) returns void language plpgsql as $$
begin
  if source < destination then
    update account set balance = balance - pay.amount, nonce = nonce + 1 where id = source;
    update account set balance = balance + pay.amount where id = destination;
  else
    update account set balance = balance + pay.amount where id = destination;
    update account set balance = balance - pay.amount, nonce = nonce + 1 where id = source;
  end if;
  insert into transfer (source, destination, amount) values (pay.source, pay.destination, pay.amount);
end $$;

-- Many transfers in one commit, each account written once. The payments are drawn here, so that nothing is sent or parsed for them:
-- that is in PostgreSQL's favour, and so is that the funds are checked on the sum of a commit.
create function pay_many(count int, accounts int) returns void language plpgsql as $$
declare
  sources int[];
  destinations int[];
begin
  select array_agg(1 + floor(random() * accounts)::int), array_agg(1 + floor(random() * accounts)::int)
    into sources, destinations from generate_series(1, count);
  perform 1 from account where id = any(sources || destinations) order by id for update;
  update account set balance = balance + change.amount, nonce = nonce + change.debits
    from (
      select id, sum(amount) as amount, sum(debits) as debits from (
        select unnest(sources) as id, -1 as amount, 1 as debits
        union all select unnest(destinations), 1, 0
      ) as part group by id
    ) as change
    where account.id = change.id;
  insert into transfer (source, destination, amount) select *, 1 from unnest(sources, destinations);
end $$;
