package sessioncache

// ring is the entries in the order in which they came or were last passed over.
type ring[V any] struct{ oldest, newest *item[V] }

func (r *ring[V]) push(i *item[V]) {
	i.older, i.newer = r.newest, nil
	if r.newest != nil {
		r.newest.newer = i
	} else {
		r.oldest = i
	}
	r.newest = i
}

func (r *ring[V]) remove(i *item[V]) {
	if i.older != nil {
		i.older.newer = i.newer
	} else {
		r.oldest = i.newer
	}
	if i.newer != nil {
		i.newer.older = i.older
	} else {
		r.newest = i.older
	}
}

// shrink makes room. An entry that has been used since it was last looked at stays, once.
func (c *Cache[V]) shrink() {
	for len(c.byToken) > c.maxEntries || c.bytes > c.maxBytes {
		i := c.order.oldest
		if i.used.Swap(false) {
			c.order.remove(i)
			c.order.push(i)
			continue
		}
		c.remove(i)
	}
}

func (c *Cache[V]) add(i *item[V]) {
	c.byToken[i.Token] = i
	// Two tokens of one session: the older is no longer its token.
	c.remove(c.sessions[i.SessionID])
	c.sessions[i.SessionID] = i
	if first := c.users[i.UserID]; first != nil {
		i.nextOfUser, first.previous = first, i
	}
	c.users[i.UserID] = i
	c.order.push(i)
	c.bytes += i.Size
}

func (c *Cache[V]) remove(i *item[V]) {
	if i == nil {
		return
	}
	delete(c.byToken, i.Token)
	delete(c.sessions, i.SessionID)
	switch {
	case i.previous != nil:
		i.previous.nextOfUser = i.nextOfUser
	case i.nextOfUser != nil:
		c.users[i.UserID] = i.nextOfUser
	default:
		delete(c.users, i.UserID)
	}
	if i.nextOfUser != nil {
		i.nextOfUser.previous = i.previous
	}
	c.order.remove(i)
	c.bytes -= i.Size
}

func (c *Cache[V]) clear() {
	c.byToken, c.sessions, c.users = map[string]*item[V]{}, map[string]*item[V]{}, map[string]*item[V]{}
	c.order, c.bytes = ring[V]{}, 0
}
