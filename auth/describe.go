package auth

import "slices"

// Description is an endpoint as a document about the API shows it.
type Description struct {
	Endpoint
	// Plugin is the id of the plugin that declared it, "core" for the engine.
	Plugin string
	// Body and Query are JSON Schemas of objects, nil where the endpoint takes none.
	Body, Query Object
	// BodyOptional endpoints may be called without a body.
	BodyOptional bool
}

// Describe describes the endpoints in the order in which they were declared, without those
// that the options disable.
func (a *Auth) Describe() []Description {
	var list []Description
	for _, ep := range a.routes.all {
		if slices.Contains(a.options.DisabledPaths, ep.Path) {
			continue
		}
		d := Description{Endpoint: ep.Endpoint, Plugin: ep.plugin}
		if ep.body != nil {
			d.Body, d.BodyOptional = ep.body.decoder.Schema(), ep.body.decoder.Optional()
		}
		if ep.query != nil {
			d.Query = ep.query.decoder.Schema()
		}
		list = append(list, d)
	}
	return list
}
