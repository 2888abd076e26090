-- wrk's requests: a transaction that writes two accounts, drawn anew each time. wrk loads this file once in each of its threads.
local accounts = tonumber(os.getenv("PEERS_ACCOUNTS"))
local digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

-- Base64 of twelve characters, which needs no padding.
local function base64(text)
  return (text:gsub("...", function(three)
    local a, b, c = three:byte(1, 3)
    local number = a * 65536 + b * 256 + c
    local out = ""
    for place = 3, 0, -1 do
      local index = math.floor(number / 64 ^ place) % 64 + 1
      out = out .. digits:sub(index, index)
    end
    return out
  end))
end

local function put(account)
  return '{"request_put":{"key":"' .. base64(string.format("a:%010d", account)) .. '","value":"MTAwMDAw"}}'
end

local threads = 0
function setup(thread)
  thread:set("seed", threads)
  threads = threads + 1
end

function init()
  math.randomseed(seed)
end

-- Two different accounts: etcd refuses a transaction that writes one key twice.
function request()
  local payer = math.random(0, accounts - 1)
  local payee = (payer + math.random(1, accounts - 1)) % accounts
  return wrk.format("POST", "/v3/kv/txn", {["Content-Type"] = "application/json"}, '{"success":[' .. put(payer) .. "," .. put(payee) .. "]}")
end

function done(summary, _, _)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("peers %d %d %d\n", summary.requests, summary.duration, failed))
end
