//! Reads the items of a file, and has the bodies of functions read.

use super::body::Body;
use super::{
    APART, BY_HAND, CLOSED, DERIVED, Found, Known, OPEN, is_test, last, owner, qualified, text,
    wrong_key,
};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

pub(super) struct Items<'a> {
    file: &'a str,
    known: &'a Known,
    found: &'a mut Found,
    owner: String,
}

impl<'a> Items<'a> {
    pub(super) fn look(file: &str, syntax: &syn::File, known: &'a Known, found: &'a mut Found) {
        Items { file, known, found, owner: String::new() }.visit_file(syntax);
    }

    fn is_apart(&self) -> bool {
        self.file == APART
    }

    fn breach(&mut self, at: &impl Spanned, what: &str) {
        let line = at.span().start().line;
        self.found.breaches.push(format!("{}:{line}: {what}", self.file));
    }

    fn function(&mut self, signature: &syn::Signature, block: &syn::Block) {
        self.visit_signature(signature);
        let name = qualified(&self.owner, &signature.ident);
        if self.is_apart() {
            self.visit_block(block);
        } else if !self.found.is_listed(OPEN, &name) {
            let (file, owner) = (self.file, self.owner.as_str());
            let place = (file, owner, name.as_str());
            Body::look(place, signature, block, self.known, self.found);
        }
    }

    fn derives(&mut self, item: &syn::Ident, attributes: &[syn::Attribute]) {
        let is_closed = CLOSED.contains(&item.to_string().as_str());
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
            let list = attribute.parse_nested_meta(|meta| {
                let name = last(&meta.path);
                if !DERIVED.contains(&name.as_str()) && (is_closed || name != "Default") {
                    self.breach(&meta.path, &format!("derives `{name}` for `{item}`"));
                }
                Ok(())
            });
            list.expect("a derive is a list");
        }
    }

    /// What is apart names no type but its own,
    fn is_acceptors(&mut self, at: &impl Spanned, name: &str) {
        if self.is_apart() && self.known.types.contains(name) {
            self.breach(at, &format!("names `{name}`, and counts acceptors alone"));
        }
    }

    /// and takes none.
    fn generic(&mut self, generic: &impl Spanned) {
        if self.is_apart() && !text(generic).contains("Item = AcceptorId") {
            self.breach(generic, &format!("takes `{}`, which may be of ballots", text(generic)));
        }
    }
}

impl<'ast> Visit<'ast> for Items<'_> {
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.derives(&item.ident, &item.attrs);
        visit::visit_item_struct(self, item);
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.derives(&item.ident, &item.attrs);
        visit::visit_item_enum(self, item);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        let owner = owner(item);
        if let Some((path, _)) = &item.trait_ {
            let name = last(path);
            let full = format!("{name} for {owner}");
            if !BY_HAND.contains(&name.as_str()) && !BY_HAND.contains(&full.as_str()) {
                self.breach(path, &format!("writes `{full}` by hand"));
            }
            if name == "Display" {
                return;
            }
        }
        self.owner = owner;
        visit::visit_item_impl(self, item);
        self.owner.clear();
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function(&item.sig, &item.block);
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.function(&item.sig, &item.block);
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.breach(&item.ident, &format!("has the trait `{}`", item.ident));
    }

    fn visit_expr(&mut self, expression: &'ast syn::Expr) {
        if !self.is_apart() {
            self.breach(expression, &format!("has `{}` outside of functions", text(expression)));
        }
        visit::visit_expr(self, expression);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let text = text(call);
        if !self.is_apart() {
            self.breach(call, &format!("has `{text}` outside of functions"));
        }
        for name in text.split(|letter: char| !letter.is_alphanumeric()) {
            self.is_acceptors(call, name);
        }
    }

    fn visit_ident(&mut self, name: &'ast syn::Ident) {
        self.is_acceptors(name, &name.to_string());
    }

    fn visit_use_rename(&mut self, item: &'ast syn::UseRename) {
        self.breach(item, &format!("calls `{}` otherwise", item.ident));
    }

    fn visit_path_segment(&mut self, segment: &'ast syn::PathSegment) {
        if let Some(key) = wrong_key(segment, self.found) {
            self.breach(segment, &format!("orders by `{key}`"));
        }
        visit::visit_path_segment(self, segment);
    }

    fn visit_type_param(&mut self, item: &'ast syn::TypeParam) {
        self.generic(item);
        visit::visit_type_param(self, item);
    }

    fn visit_type_impl_trait(&mut self, item: &'ast syn::TypeImplTrait) {
        self.generic(item);
        visit::visit_type_impl_trait(self, item);
    }

    fn visit_type_trait_object(&mut self, item: &'ast syn::TypeTraitObject) {
        self.generic(item);
        visit::visit_type_trait_object(self, item);
    }
}
