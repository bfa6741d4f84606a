// The photographs that thumbnails are made of, by their names in photos/; and one that is torn.

export const PHOTOS = ["astronaut.jpg", "chelsea.jpg", "coffee.jpg", "hubble_deep_field.jpg", "rocket.jpg"] as const;

/** A JPEG that ends too early: no attempt can help. */
export const TORN = "torn.jpg";
