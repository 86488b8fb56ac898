//! Reads what a function does.

use super::{Found, Known, METHODS, ORDERED, PATHS, text, wrong_key};
use std::collections::BTreeSet;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{BinOp, Expr, Member, Pat, UnOp};

pub(super) struct Body<'a> {
    file: &'a str,
    /// The type that `Self` is.
    owner: &'a str,
    function: &'a str,
    /// Its arguments and variables.
    bound: BTreeSet<String>,
    known: &'a Known,
    found: &'a mut Found,
}

impl<'a> Body<'a> {
    /// The place is a file, the type whose function it is, and the function with its type.
    pub(super) fn look(
        (file, owner, function): (&'a str, &'a str, &'a str),
        signature: &syn::Signature,
        block: &syn::Block,
        known: &'a Known,
        found: &'a mut Found,
    ) {
        let mut names = Bound(BTreeSet::new());
        names.visit_signature(signature);
        names.visit_block(block);
        let mut body = Body { file, owner, function, bound: names.0, known, found };
        signature.inputs.iter().for_each(|input| body.visit_fn_arg(input));
        body.visit_block(block);
    }

    fn breach(&mut self, at: &impl Spanned, what: &str) {
        let line = at.span().start().line;
        self.found.breaches.push(format!("{}:{line}: {} {what}", self.file, self.function));
    }

    fn is_ordered(&mut self, text: &str) -> bool {
        let is_listed = ORDERED.contains(&(self.function, text));
        if is_listed {
            self.found.used.insert(format!("{}: {text}", self.function));
        }
        is_listed
    }

    /// A path, but with the name of the type for `Self`.
    fn name(&self, path: &syn::Path) -> String {
        let name = |segment: &syn::PathSegment| match segment.ident.to_string() {
            name if name == "Self" => self.owner.to_string(),
            name => name,
        };
        path.segments.iter().map(name).collect::<Vec<_>>().join("::")
    }

    fn may_be_named(&mut self, name: &str) -> bool {
        name == "self"
            || self.bound.contains(name)
            || self.known.functions.contains(name)
            || (name.contains("::") && self.known.structs.contains(name))
            || self.is_ordered(name)
            || self.found.is_listed(PATHS, name)
    }

    fn names(&mut self, path: &syn::Path) {
        let name = self.name(path);
        if !self.may_be_named(&name) {
            self.breach(path, &format!("names `{name}`"));
        }
    }

    fn opens(&mut self, path: &syn::Path) {
        let name = self.name(path);
        if !self.known.structs.contains(&name) {
            self.breach(path, &format!("makes or opens `{name}`"));
        }
    }
}

impl<'ast> Visit<'ast> for Body<'_> {
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_expr(&mut self, expression: &'ast Expr) {
        match expression {
            Expr::Assign(_)
            | Expr::Binary(_)
            | Expr::Block(_)
            | Expr::Call(_)
            | Expr::Closure(_)
            | Expr::Field(_)
            | Expr::If(_)
            | Expr::Let(_)
            | Expr::Lit(_)
            | Expr::Match(_)
            | Expr::MethodCall(_)
            | Expr::Paren(_)
            | Expr::Path(_)
            | Expr::Reference(_)
            | Expr::Return(_)
            | Expr::Struct(_)
            | Expr::Try(_)
            | Expr::Tuple(_) => {}
            Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_) | UnOp::Not(_)) => {}
            other => self.breach(other, &format!("does `{}`", text(other))),
        }
        visit::visit_expr(self, expression);
    }

    fn visit_expr_binary(&mut self, expression: &'ast syn::ExprBinary) {
        let text = text(expression);
        match expression.op {
            BinOp::Eq(_) | BinOp::Ne(_) | BinOp::And(_) | BinOp::Or(_) => {}
            BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_) => {
                if !self.is_ordered(&text) {
                    self.breach(expression, &format!("looks at an order: `{text}`"));
                }
            }
            _ => self.breach(expression, &format!("computes `{text}`")),
        }
        visit::visit_expr_binary(self, expression);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let name = call.method.to_string();
        let is_known = self.known.has_method(&name) || self.found.is_listed(METHODS, &name);
        if !is_known && !self.is_ordered(&text(call)) {
            self.breach(&call.method, &format!("calls `.{name}()`"));
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_path(&mut self, expression: &'ast syn::ExprPath) {
        match &expression.qself {
            Some(_) => self.breach(expression, &format!("names `{}`", text(expression))),
            None => self.names(&expression.path),
        }
        visit::visit_expr_path(self, expression);
    }

    fn visit_expr_struct(&mut self, expression: &'ast syn::ExprStruct) {
        self.opens(&expression.path);
        visit::visit_expr_struct(self, expression);
    }

    fn visit_member(&mut self, member: &'ast Member) {
        match member {
            Member::Named(name) if !self.known.closed_fields.contains(&name.to_string()) => {}
            _ => self.breach(member, &format!("looks at `.{}`", text(member))),
        }
    }

    fn visit_pat(&mut self, pattern: &'ast Pat) {
        match pattern {
            Pat::Ident(_)
            | Pat::Or(_)
            | Pat::Path(_)
            | Pat::Reference(_)
            | Pat::Rest(_)
            | Pat::Struct(_)
            | Pat::Tuple(_)
            | Pat::TupleStruct(_)
            | Pat::Type(_)
            | Pat::Wild(_) => {}
            other => self.breach(other, &format!("matches `{}`", text(other))),
        }
        visit::visit_pat(self, pattern);
    }

    /// A name that begins with a capital is no variable but something that it is compared with.
    fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
        let name = pattern.ident.to_string();
        if name.starts_with(char::is_uppercase) && !self.found.is_listed(PATHS, &name) {
            self.breach(pattern, &format!("names `{name}`"));
        }
        visit::visit_pat_ident(self, pattern);
    }

    fn visit_pat_struct(&mut self, pattern: &'ast syn::PatStruct) {
        self.opens(&pattern.path);
        visit::visit_pat_struct(self, pattern);
    }

    fn visit_pat_tuple_struct(&mut self, pattern: &'ast syn::PatTupleStruct) {
        self.names(&pattern.path);
        visit::visit_pat_tuple_struct(self, pattern);
    }

    fn visit_path_segment(&mut self, segment: &'ast syn::PathSegment) {
        if let Some(key) = wrong_key(segment, self.found) {
            self.breach(segment, &format!("orders by `{key}`"));
        }
        visit::visit_path_segment(self, segment);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.breach(call, &format!("does `{}`", text(call)));
    }

    fn visit_item(&mut self, item: &'ast syn::Item) {
        self.breach(item, "has an item within");
    }
}

/// The variables of a function, wherever they are bound.
struct Bound(BTreeSet<String>);

impl<'ast> Visit<'ast> for Bound {
    fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
        let name = pattern.ident.to_string();
        if !name.starts_with(char::is_uppercase) {
            self.0.insert(name);
        }
        visit::visit_pat_ident(self, pattern);
    }
}
