-- One transfer between two keys; refused, with an error that fails the run, if the payer has too little.
local amount = tonumber(ARGV[1])
if tonumber(redis.call('get', KEYS[1])) < amount then
  return redis.error_reply('INSUFFICIENT funds')
end
redis.call('decrby', KEYS[1], amount)
redis.call('incrby', KEYS[2], amount)
return 1
