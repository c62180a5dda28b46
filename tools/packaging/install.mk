# make install, uninstall, dist: what a package builder calls. PREFIX is where it will live, DESTDIR where it is staged.
PREFIX  ?= /usr/local
DESTDIR ?=
VERSION := $(shell sed -n 's/^.define PILIND_VERSION "\(.*\)"/\1/p' include/results/version.h 2>/dev/null)
DATA     = $(PREFIX)/share/pilind
PUT      = install -D -m

# Tools, models and job scripts as they lie in the checkout; tests and what developers need stay behind.
SHARED   = $(shell find tools jobs input -type f ! -path 'tools/dev/*' ! -path 'tools/packaging/*' ! -path '*/__pycache__/*' ! -name '*.h5*' ! -name site.sh)

install: bin/pilind $(BUILD)/pilind.1
	@$(PUT) 755 bin/pilind $(DESTDIR)$(PREFIX)/bin/pilind
	@$(PUT) 644 $(BUILD)/pilind.1 $(DESTDIR)$(PREFIX)/share/man/man1/pilind.1
	@for file in $(SHARED); do mode=644; [ -x $$file ] && mode=755; $(PUT) $$mode $$file $(DESTDIR)$(DATA)/$$file; done
	@for file in README.md CHANGELOG.md LICENSE CITATION.cff; do $(PUT) 644 $$file $(DESTDIR)$(DATA)/$$file; done
	@mkdir -p $(DESTDIR)$(DATA)/bin $(DESTDIR)$(PREFIX)/lib/pkgconfig
	@ln -sf ../../../bin/pilind $(DESTDIR)$(DATA)/bin/pilind
	@sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|' tools/packaging/pilind.pc.in > $(DESTDIR)$(PREFIX)/lib/pkgconfig/pilind.pc
	@echo 'installed: $(PREFIX)/bin/pilind; tools, models and job scripts in $(DATA)'

uninstall:
	rm -rf $(DESTDIR)$(DATA)
	rm -f $(DESTDIR)$(PREFIX)/bin/pilind $(DESTDIR)$(PREFIX)/share/man/man1/pilind.1 $(DESTDIR)$(PREFIX)/lib/pkgconfig/pilind.pc

# From the tables, as -help is.
$(BUILD)/pilind.1: bin/pilind tools/packaging/man.sh
	@tools/packaging/man.sh bin/pilind $(VERSION) > $@.part && mv $@.part $@

# The committed files, and the revision that they are, which a tarball cannot ask git for.
dist:
	@rm -rf $(BUILD)/dist && mkdir -p $(BUILD)/dist/pilind-$(VERSION)
	@git archive HEAD | tar -x -C $(BUILD)/dist/pilind-$(VERSION)
	@git describe --always > $(BUILD)/dist/pilind-$(VERSION)/REVISION
	@tar -C $(BUILD)/dist --sort=name --owner=0 --group=0 --mtime="@$$(git log -1 --format=%ct)" -czf pilind-$(VERSION).tar.gz pilind-$(VERSION)
	@echo 'pilind-$(VERSION).tar.gz'

distclean: clean
	rm -rf figures bench pilind-*.tar.gz

.PHONY: install uninstall dist distclean
