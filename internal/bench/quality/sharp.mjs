// sharp.mjs OUT PHOTO…: what sharp makes of photos, in OUT/sharp, and, of these
// and of what brief made in OUT/brief, the pixels as PNG beside each.
import { readdirSync, mkdirSync } from 'node:fs';
import { basename } from 'node:path';
import sharp from 'sharp';

const [out, ...photos] = process.argv.slice(2);
const { SIZES: sizes, JPEG: jpeg, WEBP: webp, AVIF: avif } = process.env;
const encode = {
	jpg: image => image.jpeg({ quality: Number(jpeg) }),
	webp: image => image.webp({ quality: Number(webp) }),
	avif: image => image.avif({ quality: Number(avif) }),
};
mkdirSync(`${out}/sharp`, { recursive: true });
for (const photo of photos) {
	const name = basename(photo).replace(/\.\w+$/, '');
	for (const width of sizes.split(' ').map(Number)) {
		for (const [format, write] of Object.entries(encode)) {
			await write(sharp(photo).rotate().resize({ width })).toFile(`${out}/sharp/${name}-${width}.${format}`);
		}
	}
}
for (const maker of ['brief', 'sharp']) {
	for (const file of readdirSync(`${out}/${maker}`)) {
		if (!file.endsWith('.png')) await sharp(`${out}/${maker}/${file}`).removeAlpha().png({ compressionLevel: 1 }).toFile(`${out}/${maker}/${file}.png`);
	}
}
