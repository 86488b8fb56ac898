//! What `src/paxos` has of its own.

use super::{APART, CLOSED, OPEN, is_test, last, owner, qualified};
use std::collections::BTreeSet;
use syn::visit::{self, Visit};

#[derive(Default)]
pub(super) struct Known {
    /// Structs and variants that may be made and taken apart.
    pub(super) structs: BTreeSet<String>,
    /// The types that are not [`APART`].
    pub(super) types: BTreeSet<String>,
    /// Functions that may be called; those of a type with its name.
    pub(super) functions: BTreeSet<String>,
    pub(super) closed_fields: BTreeSet<String>,
    owner: String,
    is_apart: bool,
}

impl Known {
    pub(super) fn of(files: &[(String, syn::File)]) -> Self {
        let mut known = Self::default();
        for (name, file) in files {
            known.is_apart = name == APART;
            known.visit_file(file);
        }
        known
    }

    pub(super) fn has_method(&self, name: &str) -> bool {
        let is_it = |function: &String| function.rsplit("::").next() == Some(name);
        self.functions.iter().any(is_it)
    }

    fn function(&mut self, signature: &syn::Signature) {
        let name = qualified(&self.owner, &signature.ident);
        if !OPEN.contains(&name.as_str()) {
            self.functions.insert(name);
        }
    }

    fn named_type(&mut self, name: &syn::Ident) {
        if !self.is_apart {
            self.types.insert(name.to_string());
        }
    }
}

impl<'ast> Visit<'ast> for Known {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.named_type(&item.ident);
        let name = item.ident.to_string();
        if CLOSED.contains(&name.as_str()) {
            let fields = item.fields.iter().filter_map(|field| field.ident.as_ref());
            self.closed_fields.extend(fields.map(ToString::to_string));
        } else {
            self.structs.insert(name);
        }
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.named_type(&item.ident);
        let name = item.ident.to_string();
        self.structs.extend(item.variants.iter().map(|variant| qualified(&name, &variant.ident)));
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if item.trait_.as_ref().is_none_or(|(path, _)| last(path) != "Display") {
            self.owner = owner(item);
            visit::visit_item_impl(self, item);
            self.owner.clear();
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function(&item.sig);
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.function(&item.sig);
    }
}
