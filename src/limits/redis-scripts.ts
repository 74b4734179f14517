/** Runs inside Redis, so nothing comes between looking and counting. Its clock is everybody's. */
const now = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`

/**
 * KEYS: windows. ARGV: whether all must have room, then limit, length in milliseconds and amount of each.
 * Returns whether it was counted, then use and end of each. The name of a counter ends with when its window does.
 */
export const takeScript = `${now}
local reply = { 1 }
local names = {}
for i, key in ipairs(KEYS) do
  local limit, length, amount = tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i]), tonumber(ARGV[3 * i + 1])
  local ends = now - now % length + length
  names[i] = key .. ':' .. string.format('%.0f', ends)
  local used = tonumber(redis.call('GET', names[i]) or '0')
  if ARGV[1] == '1' and used + amount > limit then reply[1] = 0 end
  reply[2 * i] = used
  reply[2 * i + 1] = ends
end
if reply[1] == 1 then
  for i, name in ipairs(names) do
    local amount = tonumber(ARGV[3 * i + 1])
    if amount ~= 0 then
      local used = redis.call('INCRBY', name, amount)
      if used < 0 then
        redis.call('SET', name, 0)
        used = 0
      end
      redis.call('PEXPIREAT', name, reply[2 * i + 1] + 1000)
      reply[2 * i] = used
    end
  end
end
return reply
`

/** KEYS: counters by their whole names. ARGV: by how much. Those that have ended are gone and stay so. */
export const adjustScript = `
for _, name in ipairs(KEYS) do
  if redis.call('EXISTS', name) == 1 and redis.call('INCRBY', name, ARGV[1]) < 0 then redis.call('SET', name, 0, 'KEEPTTL') end
end
`

/** KEYS: bounds. ARGV: the call, its lease in milliseconds, the limit of each. Returns 0, or which one is full. Places whose lease is over are free. */
export const enterScript = `${now}
for i, key in ipairs(KEYS) do
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
  if redis.call('ZCARD', key) >= tonumber(ARGV[i + 2]) then return i end
end
for _, key in ipairs(KEYS) do
  redis.call('ZADD', key, now + ARGV[2], ARGV[1])
  redis.call('PEXPIRE', key, ARGV[2])
end
return 0
`

/** KEYS: bounds. ARGV: the call, its lease in milliseconds. */
export const renewScript = `${now}
for _, key in ipairs(KEYS) do
  redis.call('ZADD', key, now + ARGV[2], ARGV[1])
  redis.call('PEXPIRE', key, ARGV[2])
end
`

/**
 * KEYS: the places at a provider: of each instance how many it has and until when they count, how many of its calls wait,
 * since when the first, and until when that is minded. ARGV: the instance, how many places there are, how many it has, how many
 * of its calls wait, both leases in milliseconds, then how long each of those has waited that want one now.
 * A place goes to whoever waits longest anywhere. Returns how many it gets, how many wait elsewhere, how many are left.
 */
export const placesScript = `${now}
local me, held, waiting = ARGV[1], tonumber(ARGV[3]), tonumber(ARGV[4])
local free, elsewhere, queues = tonumber(ARGV[2]) - held, 0, {}
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  if all[i] ~= me then
    local theirs, ends, queue, since, minded = string.match(all[i + 1], '^(%d+) (%d+) (%d+) (%d+) (%d+)$')
    if tonumber(ends) <= now then
      redis.call('HDEL', KEYS[1], all[i])
    else
      free = free - tonumber(theirs)
      if tonumber(queue) > 0 and tonumber(minded) > now then
        elsewhere = elsewhere + tonumber(queue)
        queues[#queues + 1] = { tonumber(since), tonumber(queue) }
      end
    end
  end
end
local granted = 0
for i = 7, #ARGV do
  local before = 0
  for _, queue in ipairs(queues) do
    if queue[1] < now - tonumber(ARGV[i]) then before = before + queue[2] end
  end
  if free - granted <= before then break end
  granted = granted + 1
end
held = held + granted
waiting = math.max(0, waiting - granted)
if held == 0 and waiting == 0 then
  redis.call('HDEL', KEYS[1], me)
else
  local since = now - tonumber(ARGV[7 + granted] or ARGV[#ARGV])
  if waiting == 0 then since = now end
  redis.call('HSET', KEYS[1], me, string.format('%.0f %.0f %.0f %.0f %.0f', held, now + ARGV[5], waiting, since, now + ARGV[6]))
  redis.call('PEXPIRE', KEYS[1], ARGV[5])
end
return { granted, elsewhere, free - granted }
`
