package picture

// rendition is a picture made smaller.
type rendition struct {
	format        string
	width, height int
	body          []byte
}

// derived is all that is made of a picture.
type derived struct {
	all    []rendition
	opaque bool
	colour [3]byte
}

// allOf makes all of a draft.
func allOf(d *draft, err error) (all derived, _ error) {
	if err != nil {
		return all, err
	}
	all.opaque, all.colour = d.opaque, d.colour
	for i, v := range d.variants {
		body := d.bodies[i]
		if body == nil {
			if body, err = d.encode(i); err != nil {
				return derived{}, err
			}
		}
		all.all = append(all.all, rendition{v.Format, v.Width, v.Height, body})
	}
	return all, nil
}

// derive makes all sizes of a picture.
func (e *encoder) derive(data []byte, info Info, recipe Recipe) (derived, error) {
	return allOf(e.sizesOf(data, info, recipe, nil))
}

// cropAll makes all crops of a picture.
func cropAll(data []byte, info Info, recipe Recipe, focus Focus) (derived, error) {
	return allOf((&encoder{quality: recipe.Quality}).cropsOf(data, info, focus, nil))
}
